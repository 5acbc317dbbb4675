-- Discrepancies, number.
-- Version:    1
-- Definition: EoD rows (a pair and day) with a count adjustment other than 0.
-- Unit:       EoD rows
-- Source:     USAID supply chain indicators, stock discrepancy; WHO EPI package for DHIS2
-- Grain: one month, store and product.
create or replace view vlmis_indicators.discrepancy_count as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.discrepancy_days as numeric) as numerator,
    cast(null as numeric) as denominator
from vlmis.stock_month;
