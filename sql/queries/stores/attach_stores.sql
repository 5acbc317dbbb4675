-- name: attach_stores_by_code
-- Attach every store without org unit to the org unit of its code that no other store has.
-- Grain:  one row per store attached.
-- A code that two org units share is passed over.
with unit as (
    select
        org_unit.org_unit_uid,
        org_unit.is_usable,
        coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code
    from vlmis.org_unit
    where org_unit.removed_at is null
),

free_unit as (
    select
        unit.store_code,
        min(unit.org_unit_uid) as org_unit_uid
    from unit
    left join vlmis.store on unit.org_unit_uid = store.org_unit_uid
    group by unit.store_code
    having count(*) = 1 and count(store.store_id) = 0 and bool_and(unit.is_usable)
)

update vlmis.store
set org_unit_uid = free_unit.org_unit_uid
from free_unit
where store.org_unit_uid is null and store.code = free_unit.store_code
returning store.code;


-- name: find_free_org_units
-- Org units that no store has, by some letters of their name or code, or by their uid; with the store of
-- their DHIS2 parent.
-- Grain:  one row per org unit, higher ones first, at most line_count.
-- Params: words text (empty: all), line_count integer
select
    org_unit.org_unit_uid,
    org_unit.code,
    org_unit.name,
    org_unit.level,
    parent.name as parent_name,
    parent_store.code as parent_store_code
from vlmis.org_unit
left join vlmis.org_unit as parent on org_unit.parent_uid = parent.org_unit_uid
left join vlmis.store as parent_store on org_unit.parent_uid = parent_store.org_unit_uid
where
    org_unit.is_usable
    and not exists (
        select from vlmis.store
        where store.org_unit_uid = org_unit.org_unit_uid
    )
    and (
        org_unit.org_unit_uid = :words
        or position(lower(cast(:words as text)) in lower(org_unit.name)) > 0
        or position(lower(cast(:words as text)) in lower(org_unit.code)) > 0
    )
order by org_unit.level, org_unit.name, org_unit.org_unit_uid
limit :line_count;


-- name: select_org_unit_branch
-- An org unit and everything below it in DHIS2, parents before children.
-- Grain:  one row per org unit.
-- Params: uid text
select
    org_unit.org_unit_uid,
    coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code,
    org_unit.name,
    coalesce(nullif(trim(parent.code), ''), parent.org_unit_uid) as parent_store_code
from vlmis.org_unit
inner join vlmis.org_unit as top on top.org_unit_uid = :uid
left join vlmis.org_unit as parent on org_unit.parent_uid = parent.org_unit_uid
where
    (org_unit.org_unit_uid = top.org_unit_uid or starts_with(org_unit.path, top.path || '/'))
    and org_unit.is_usable
order by org_unit.level, org_unit.org_unit_uid;


-- name: select_stores_of_org_units
-- The stores that these org units are attached to.
-- Grain:  one row per store.
-- Params: uids text[]
select
    store.code,
    store.org_unit_uid
from vlmis.store
where store.org_unit_uid = any(:uids);
