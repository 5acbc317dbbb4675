-- Keep a return as the child declares it; no stock moves. Grain: one return, to its supplier of now.
-- Params: as select_same_declaration, and recorded_at timestamptz, recorded_by text
insert into vlmis.stock_return (
    source_key, child_store_id, parent_store_id, product_id, quantity, occurred_on, lot, expires_on,
    recorded_at, recorded_by
)
select
    :source_key,
    store.store_id,
    store.supplier_store_id,
    product.product_id,
    :quantity,
    :occurred_on,
    :lot,
    :expires_on,
    :recorded_at,
    :recorded_by
from vlmis.store
cross join vlmis.product
where store.code = :child_store_code and product.code = :product_code
returning return_id;
