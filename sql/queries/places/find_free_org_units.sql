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
    org_unit.removed_at is null
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
