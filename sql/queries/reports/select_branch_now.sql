-- The stores of a branch as it is now: a store, alone or with all below it, among those that a person may see.
-- Grain:  one row per store.
-- Params: store_code text or null (every branch), with_stores_below boolean,
--         visible_store_ids integer[] or null (all)
with recursive branch as (
    select store.store_id
    from vlmis.store
    where cast(:store_code as text) is null or store.code = :store_code
    union
    select store.store_id
    from vlmis.store
    inner join branch on store.supplier_store_id = branch.store_id
    where :with_stores_below
)

select branch.store_id
from branch
where
    cast(:visible_store_ids as integer[]) is null
    or branch.store_id = any(cast(:visible_store_ids as integer[]));
