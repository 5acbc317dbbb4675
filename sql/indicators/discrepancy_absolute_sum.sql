-- Discrepancies, absolute sum.
-- Version:    1
-- Definition: Count adjustments of the days without their signs, added up: a surplus in one store does not cancel a deficit in another.
-- Unit:       the product's unit
-- Source:     USAID supply chain indicators, stock discrepancy
-- Grain: one month, store and product.
create or replace view vlmis_indicators.discrepancy_absolute_sum as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.discrepancy_absolute as numeric) as numerator,
    cast(null as numeric) as denominator
from vlmis.stock_month;
