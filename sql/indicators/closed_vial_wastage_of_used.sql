-- Closed-vial wastage, of what was used.
-- Version:    1
-- Definition: Wastage divided by what was used: dispensed or wasted.
-- Unit:       share of the quantity used
-- Source:     WHO EPI package for DHIS2
-- Grain: one month, store and product.
create or replace view vlmis_indicators.closed_vial_wastage_of_used as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.wastage as numeric) as numerator,
    cast(stock_month.dispensing + stock_month.wastage as numeric) as denominator
from vlmis.stock_month;
