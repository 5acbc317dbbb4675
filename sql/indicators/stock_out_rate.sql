-- Stock-out rate.
-- Version:    1
-- Definition: Facility-days that closed with 0, divided by all facility-days. Depots do not count.
-- Unit:       share of facility-days
-- Source:     Technet and Gavi DISC indicators, stock availability
-- Grain: one month, store and product.
create or replace view vlmis_indicators.stock_out_rate as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.stock_out_days as numeric) as numerator,
    cast(stock_month.days as numeric) as denominator
from vlmis.stock_month
where not stock_month.is_depot;
