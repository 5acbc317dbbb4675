-- Closed-vial wastage, of what was available.
-- Version:    1
-- Definition: Wastage divided by opening balance of the month plus receipts (arrivals and requisitions received). In an area, stock that is passed on is available at each store that it passes.
-- Unit:       share of the quantity available
-- Source:     WHO SMART Immunizations IMMZ.IND.40
-- Grain: one month, store and product.
create or replace view vlmis_indicators.closed_vial_wastage_of_available as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.wastage as numeric) as numerator,
    cast(stock_month.opening + stock_month.arrivals + stock_month.requisitions_received as numeric) as denominator
from vlmis.stock_month;
