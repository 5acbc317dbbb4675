-- Open the pairs that the lines touch, and lock them in (store, product) order until commit.
-- Why:    the row of a pair is the lock that keeps concurrent writers from a negative balance.
-- Params: first_open_day date
insert into vlmis.pair (store_id, product_id, opened_on)
select
    touched.store_id,
    touched.product_id,
    min(touched.stock_day) as opened_on
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
group by touched.store_id, touched.product_id
order by touched.store_id, touched.product_id
on conflict (store_id, product_id) do update
    set opened_on = least(pair.opened_on, excluded.opened_on);
