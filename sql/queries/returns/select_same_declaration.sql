-- The return that was declared under this key with this content. Grain: at most one row.
-- Params: source_key, child_store_code, product_code, lot text, quantity bigint, occurred_on, expires_on date
select stock_return.return_id
from vlmis.stock_return
inner join vlmis.store on stock_return.child_store_id = store.store_id
inner join vlmis.product on stock_return.product_id = product.product_id
where
    stock_return.source_key = :source_key
    and store.code = :child_store_code
    and product.code = :product_code
    and stock_return.quantity = :quantity
    and stock_return.occurred_on = :occurred_on
    and stock_return.lot is not distinct from cast(:lot as text)
    and stock_return.expires_on is not distinct from cast(:expires_on as date);
