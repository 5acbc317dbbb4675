-- The stores that one store supplies, with how many each of them supplies; without a code, the central store.
-- Grain:  one row per store, by code, at most line_count.
-- Params: supplier_code text or null, line_count integer, skipped integer
select
    store.code,
    store.name,
    store.org_unit_uid,
    store.closed_on,
    (
        select count(*)
        from vlmis.store as child
        where child.supplier_store_id = store.store_id
    ) as supplied_count
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
where supplier.code is not distinct from cast(:supplier_code as text)
order by store.code collate "C"
limit :line_count offset :skipped;
