-- The pairs that were counted. Grain: one row per pair. Params: first_open_day date
insert into pg_temp.touched_pair (store_id, product_id, stock_day)
select
    store.store_id,
    product.product_id,
    min(greatest(intake_count.occurred_on, :first_open_day)) as stock_day
from pg_temp.intake_count
inner join vlmis.store on intake_count.store_code = store.code
inner join vlmis.product on intake_count.product_code = product.code
group by store.store_id, product.product_id;
