-- name: select_org_units_by_store_code
-- Select the org units of DHIS2 by the code that their store would have.
-- Grain:  one row per org unit found.
-- Params: codes text[]
select
    unit.org_unit_uid,
    unit.store_code,
    unit.name
from vlmis.present_org_unit as unit
where unit.store_code = any(:codes) and unit.is_usable
order by unit.org_unit_uid;
