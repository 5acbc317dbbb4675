-- Full stock availability.
-- Version:    1
-- Definition: Facilities without any stock-out day in the month, divided by all facilities that keep the product. Depots do not count.
-- Unit:       share of facilities
-- Source:     WHO SMART Immunizations IMMZ.IND.42; Gavi DISC
-- Grain: one month, store and product.
create or replace view vlmis_indicators.full_stock_availability as
select
    stock_month.month,
    stock_month.store_id,
    stock_month.product_id,
    cast(1 as smallint) as version,
    cast(case when stock_month.stock_out_days = 0 then 1 else 0 end as numeric) as numerator,
    cast(1 as numeric) as denominator
from vlmis.stock_month
where not stock_month.is_depot;
