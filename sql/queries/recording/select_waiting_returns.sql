-- Declared returns that no parent has acknowledged, in which a store is child or parent; oldest first.
-- Grain:  one row per return. Params: store_id integer, return_id bigint or null (every one)
-- Units:  the product's
select
    stock_return.return_id,
    stock_return.child_store_id,
    stock_return.parent_store_id,
    child.name as child_store_name,
    parent.code as parent_store_code,
    parent.name as parent_store_name,
    product.name as product_name,
    product.unit,
    stock_return.quantity,
    stock_return.occurred_on,
    stock_return.lot,
    stock_return.expires_on,
    stock_return.recorded_by
from vlmis.stock_return
inner join vlmis.store as child on stock_return.child_store_id = child.store_id
inner join vlmis.store as parent on stock_return.parent_store_id = parent.store_id
inner join vlmis.product on stock_return.product_id = product.product_id
where
    (
        cast(:store_id as integer) is null
        or stock_return.child_store_id = :store_id
        or stock_return.parent_store_id = :store_id
    )
    and (cast(:return_id as bigint) is null or stock_return.return_id = :return_id)
    and not exists (
        select from vlmis.return_acknowledgement
        where return_acknowledgement.return_id = stock_return.return_id
    )
order by stock_return.occurred_on, stock_return.return_id;
