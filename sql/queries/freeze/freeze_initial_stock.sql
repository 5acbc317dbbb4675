-- The initial stock as the rows of day zero.
-- Grain: one row per pair. Params: day date. Units: the product's.
insert into vlmis_days.staging (
    day, store_id, product_id,
    opening, arrivals, requisitions_received, distributions_out, returns_in, returns_out,
    count_adjustment, dispensing, wastage, closing, has_late_entries
)
select
    cast(:day as date) as day,
    store.store_id,
    product.product_id,
    initial_stock.quantity as opening,
    0 as arrivals,
    0 as requisitions_received,
    0 as distributions_out,
    0 as returns_in,
    0 as returns_out,
    0 as count_adjustment,
    0 as dispensing,
    0 as wastage,
    initial_stock.quantity as closing,
    false as has_late_entries
from pg_temp.initial_stock
inner join vlmis.store on initial_stock.store_code = store.code
inner join vlmis.product on initial_stock.product_code = product.code
order by store.store_id, product.product_id;
