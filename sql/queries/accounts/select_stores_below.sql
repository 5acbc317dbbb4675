-- Every store below the given ones in the supply tree as it is now.
-- Grain: one row per store.
with recursive below (store_id) as (
    select store_id
    from vlmis.store
    where supplier_store_id = any(cast(:store_ids as integer[]))
    union
    select store.store_id
    from below
    inner join vlmis.store on below.store_id = store.supplier_store_id
)

select store_id
from below;
