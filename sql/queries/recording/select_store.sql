-- A store as somebody records at it, with its supplier. Grain: one row when it exists.
-- Params: store_code text
select
    store.store_id,
    store.code,
    store.name,
    supplier.code as supplier_code,
    supplier.name as supplier_name
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
where store.code = :store_code;
