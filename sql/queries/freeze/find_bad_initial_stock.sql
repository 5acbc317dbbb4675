-- Lines of the initial stock that cannot be taken. Grain: one row per bad field.
with judged as (
    select
        initial_stock.line,
        initial_stock.store_code,
        initial_stock.product_code,
        initial_stock.quantity,
        store.store_id,
        product.product_id,
        count(*) over (partition by store.store_id, product.product_id) as times
    from pg_temp.initial_stock
    left join vlmis.store on initial_stock.store_code = store.code
    left join vlmis.product on initial_stock.product_code = product.code
)

select
    judged.line,
    problem.field,
    coalesce(problem.value, '') as value,
    problem.reason
from judged
cross join lateral (
    values
    ('store_code', judged.store_code, 'no such store', judged.store_id is null),
    ('product_code', judged.product_code, 'no such product', judged.product_id is null),
    ('quantity', cast(judged.quantity as text), 'must be 0 or more', coalesce(judged.quantity, -1) < 0),
    (
        'product_code', judged.product_code, 'this store and product stand on another line too',
        judged.times > 1 and judged.store_id is not null and judged.product_id is not null
    )
) as problem (field, value, reason, is_bad)
where problem.is_bad
order by judged.line;
