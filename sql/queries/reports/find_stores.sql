-- Stores whose code or name begins with, or contains, some letters, for choosing one.
-- Grain:  one row per store, by code.
-- Params: words text (empty: all), visible_store_ids integer[] or null (all), line_count integer
select
    store.store_id,
    store.code,
    store.name,
    store.closed_on
from vlmis.store
where
    (
        position(lower(cast(:words as text)) in lower(store.code)) > 0
        or position(lower(cast(:words as text)) in lower(store.name)) > 0
    )
    and (
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
    )
order by store.code collate "C"
limit :line_count;
