-- The open stores that a store supplies itself. Grain: one row per store, by code. Params: store_id integer
select
    store.code,
    store.name
from vlmis.store
where store.supplier_store_id = :store_id and store.closed_on is null
order by store.code collate "C";
