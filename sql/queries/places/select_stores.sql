-- All stores with their suppliers' codes.
-- Grain: one row per store, by code.
select
    store.code,
    store.name,
    store.org_unit_uid,
    supplier.code as supplier_code,
    store.closed_on
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
order by store.code collate "C";
