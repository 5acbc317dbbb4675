-- name: select_branch_of_day
-- The stores of a branch as it was frozen: a store, alone or with those below it, among those that a person may see.
-- Grain:  one row per store.
-- Params: day date, store_id integer or null (every branch), with_stores_below boolean,
--         visible_store_ids integer[] or null (all)
with recursive branch as (
    select walk_store.store_id
    from vlmis.walk_store
    where
        walk_store.day = :day
        and (cast(:store_id as integer) is null or walk_store.store_id = :store_id)
    union
    select walk_store.store_id
    from vlmis.walk_store
    inner join branch on walk_store.supplier_store_id = branch.store_id
    where walk_store.day = :day and :with_stores_below
)

select branch.store_id
from branch
where
    cast(:visible_store_ids as integer[]) is null
    or branch.store_id = any(cast(:visible_store_ids as integer[]));
