-- How many stores stand on each level of the supply tree; the central store is level 1.
-- Grain:  one row per level.
-- Params: none
with recursive tree as (
    select
        store.store_id,
        store.org_unit_uid,
        store.closed_on,
        1 as level
    from vlmis.store
    where store.supplier_store_id is null
    union all
    select
        store.store_id,
        store.org_unit_uid,
        store.closed_on,
        tree.level + 1 as level
    from tree
    inner join vlmis.store on tree.store_id = store.supplier_store_id
)

select
    tree.level,
    count(*) as store_count,
    count(*) filter (where tree.org_unit_uid is null) as unattached_count,
    count(*) filter (where tree.closed_on is not null) as closed_count
from tree
group by tree.level
order by tree.level;
