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
