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
    and org_unit.removed_at is null
order by org_unit.level, org_unit.org_unit_uid;
