-- The pairs that the lines touch, or open without a movement. Grain: one row per pair.
-- Params: first_open_day date
insert into pg_temp.touched_pair (store_id, product_id, stock_day)
select
    touched.store_id,
    touched.product_id,
    min(touched.stock_day) as stock_day
from (
    select
        resolved.store_id,
        resolved.product_id,
        resolved.stock_day
    from pg_temp.resolved
    union all
    select
        resolved.counterpart_store_id as store_id,
        resolved.product_id,
        resolved.stock_day
    from pg_temp.resolved
    where resolved.kind in ('distribution_out', 'return_out')
    union all
    select
        store.store_id,
        product.product_id,
        greatest(intake_pair.opened_on, :first_open_day) as stock_day
    from pg_temp.intake_pair
    inner join vlmis.store on intake_pair.store_code = store.code
    inner join vlmis.product on intake_pair.product_code = product.code
) as touched
where touched.store_id is not null and touched.product_id is not null and touched.stock_day is not null
group by touched.store_id, touched.product_id;
