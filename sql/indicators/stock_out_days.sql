-- Stock-out days.
-- Version:    1
-- Definition: Days on which a facility closed with 0, whatever it opened with; added over facilities. Depots do not count.
-- Unit:       facility-days
-- Source:     WHO EPI package for DHIS2, OSDAYS; OpenLMIS, stock-out days
-- Grain: one month, store and product.
create or replace view vlmis_indicators.stock_out_days as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.stock_out_days as numeric) as numerator,
    cast(null as numeric) as denominator
from vlmis.stock_month
where not stock_month.is_depot;
