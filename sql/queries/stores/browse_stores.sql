-- name: count_stores_by_level
-- How many stores each level of the supply tree has; the central store is level 1.
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


-- name: select_supplied_stores
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


-- name: select_suppliers_above
-- A store and those above it, the central store first.
-- Grain:  one row per store; none when there is no such store.
-- Params: code text
with recursive above as (
    select
        store.store_id,
        store.supplier_store_id,
        0 as steps
    from vlmis.store
    where store.code = :code
    union all
    select
        supplier.store_id,
        supplier.supplier_store_id,
        above.steps + 1 as steps
    from above
    inner join vlmis.store as supplier on above.supplier_store_id = supplier.store_id
)

select
    store.code,
    store.name,
    store.org_unit_uid,
    org_unit.name as org_unit_name,
    org_unit.removed_at is not null as org_unit_is_gone,
    store.closed_on,
    (
        select count(*)
        from vlmis.store as child
        where child.supplier_store_id = store.store_id
    ) as supplied_count
from above
inner join vlmis.store on above.store_id = store.store_id
left join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
order by above.steps desc;
