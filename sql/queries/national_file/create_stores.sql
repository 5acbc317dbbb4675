-- name: select_org_units_by_store_code
-- Select the org units of DHIS2 by the code that their store would have.
-- Grain:  one row per org unit found.
-- Params: codes text[]
select
    org_unit.org_unit_uid,
    coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code,
    org_unit.name
from vlmis.org_unit
where
    coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) = any(:codes)
    and org_unit.removed_at is null
order by org_unit.org_unit_uid;
