-- Consumption.
-- Version:    1
-- Definition: Quantity dispensed in the month, net of reversals. What one store distributes to another is no consumption of an area.
-- Unit:       the product's unit
-- Source:     DHIS2 logistics toolkit (MSR); WHO EPI package for DHIS2, doses given out
-- Grain: one month, store and product.
create or replace view vlmis_indicators.consumption as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.dispensing as numeric) as numerator,
    cast(null as numeric) as denominator
from vlmis.stock_month;
