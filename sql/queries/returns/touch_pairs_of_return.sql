-- The child's and the parent's pair of a return. Params: return_id bigint, stock_day date
insert into pg_temp.touched_pair (store_id, product_id, stock_day)
select
    place.store_id,
    stock_return.product_id,
    cast(:stock_day as date)
from vlmis.stock_return
cross join lateral (
    values (stock_return.child_store_id), (stock_return.parent_store_id)
) as place (store_id)
where stock_return.return_id = :return_id;
