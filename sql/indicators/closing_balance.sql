-- Closing balance.
-- Version:    1
-- Definition: Stock at the end of the last day of the month, all stores together, depots included.
-- Unit:       the product's unit
-- Source:     WHO SMART Immunizations IMMZ.DE42; WHO EPI package for DHIS2, stock on hand
-- Grain: one month, store and product.
create or replace view vlmis_indicators.closing_balance as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.closing as numeric) as numerator,
    cast(null as numeric) as denominator
from vlmis.stock_month;
