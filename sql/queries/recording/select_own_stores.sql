-- The stores that somebody may record at; without ids only the central store is offered by itself.
-- Grain:  one row per open store, by code. Params: store_ids integer[] or null, line_count integer
select
    store.store_id,
    store.code,
    store.name
from vlmis.store
where
    store.closed_on is null
    and (
        store.store_id = any(cast(:store_ids as integer[]))
        or (cast(:store_ids as integer[]) is null and store.supplier_store_id is null)
    )
order by store.code collate "C"
limit :line_count;
