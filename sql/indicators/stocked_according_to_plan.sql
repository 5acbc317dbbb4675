-- Stocked according to plan.
-- Version:    1
-- Definition: Store-days that closed between minimum and maximum, divided by the store-days that had both; depots count, by the limits of their level.
-- Unit:       share of store-days
-- Source:     Gavi DISC and Target Software Standards (TSS), stocked according to plan
-- Grain: one month, store and product.
create or replace view vlmis_indicators.stocked_according_to_plan as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.adequate_days as numeric) as numerator,
    cast(stock_month.limited_days as numeric) as denominator
from vlmis.stock_month;
