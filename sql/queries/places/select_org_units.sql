-- Org units that DHIS2 has, by uid.
-- Grain:  one row per org unit found.
-- Params: uids text[]
select
    org_unit.org_unit_uid,
    coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code,
    org_unit.name,
    org_unit.path
from vlmis.org_unit
where org_unit.org_unit_uid = any(:uids) and org_unit.removed_at is null;
