-- Average monthly consumption.
-- Version:    1
-- Definition: Quantity dispensed in the days counted (at most 90, the last day of the month included), divided by these days, times 30; added over pairs.
-- Unit:       the product's unit per 30 days
-- Source:     DHIS2 logistics toolkit (MSR), coverage time over 90 days
-- Grain: one month, store and product.
create or replace view vlmis_indicators.average_monthly_consumption as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    coalesce(
        cast(stock_month.dispensing_90_days as numeric) * 30 / nullif(stock_month.days_counted, 0), 0
    ) as numerator,
    cast(null as numeric) as denominator
from vlmis.stock_month;
