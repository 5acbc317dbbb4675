-- Months of stock.
-- Version:    1
-- Definition: Closing balance divided by the average monthly consumption. No value where nothing was consumed.
-- Unit:       months of 30 days
-- Source:     DHIS2 logistics toolkit (MSR), coverage time; Pakistan vLMIS, months of stock
-- Grain: one month, store and product.
create or replace view vlmis_indicators.months_of_stock as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(stock_month.closing as numeric) as numerator,
    coalesce(
        cast(stock_month.dispensing_90_days as numeric) * 30 / nullif(stock_month.days_counted, 0), 0
    ) as denominator
from vlmis.stock_month;
