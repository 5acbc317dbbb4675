-- A part of the stores that somebody may see, with their suppliers' codes; also closed ones.
-- Grain:  one row per store, by code.
-- Params: visible_store_ids integer[] or null (all), after text (a code; '': from the start), line_count integer
select
    store.code,
    store.name,
    store.org_unit_uid,
    supplier.code as supplier_code,
    store.closed_on
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
where
    store.code collate "C" > :after
    and (
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
    )
order by store.code collate "C"
limit :line_count;
