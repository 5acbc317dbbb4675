-- name: select_branch_of_day
-- The stores of a branch as it was frozen: a store, alone or with those below it, among those that a person may see.
-- Grain:  one row per store.
-- Params: day date, store_code text or null (every branch), with_stores_below boolean,
--         visible_store_ids integer[] or null (all)
select walk_store.store_id
from vlmis.walk_store
inner join vlmis.store on walk_store.store_id = store.store_id
where
    walk_store.day = :day
    and (
        cast(:store_code as text) is null
        or store.code = :store_code
        or (:with_stores_below and position('/' || :store_code || '/' in '/' || walk_store.path || '/') > 0)
    )
    and (
        cast(:visible_store_ids as integer[]) is null
        or walk_store.store_id = any(cast(:visible_store_ids as integer[]))
    );
