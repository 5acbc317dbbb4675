-- name: insert_stores
-- Create stores whose suppliers exist already (the central store has none).
-- Grain:  one new store per element.
-- Params: codes, names, org_unit_uids, supplier_codes text[], of equal length
insert into vlmis.store (code, name, org_unit_uid, supplier_store_id)
select
    made.code,
    made.name,
    made.org_unit_uid,
    supplier.store_id
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:org_unit_uids as text[]), cast(:supplier_codes as text[])
) as made (code, name, org_unit_uid, supplier_code)
left join vlmis.store as supplier on made.supplier_code = supplier.code
order by made.code collate "C";


-- name: lock_horizon
-- Hold the horizon alone until commit: nothing is recorded and no day begins meanwhile.
-- Params: none.
lock table vlmis_locks.horizon in exclusive mode;


-- name: select_former_codes
-- Which of some codes a store gave up. Grain: one row per code. Params: codes text[]
select distinct former_store_code.code
from vlmis.former_store_code
where former_store_code.code = any(cast(:codes as text[]));


-- name: select_org_units
-- Org units that DHIS2 has, by uid, with their stores and, where several share a code, all that have it.
-- Grain:  one row per org unit found.
-- Params: uids text[]
select
    unit.org_unit_uid,
    unit.store_code,
    unit.name,
    store.code as attached_store,
    conflict.values -> 'org_units' as sharing
from vlmis.present_org_unit as unit
left join vlmis.store on unit.org_unit_uid = store.org_unit_uid
left join vlmis.store_conflict as conflict
    on unit.is_shared and conflict.code = 'code_is_shared_by_org_units' and unit.store_code = conflict.store_code
where unit.org_unit_uid = any(:uids) and unit.is_usable;


-- name: update_stores
-- Give stores their new name, org unit and supplier.
-- Grain:  one changed store per element.
-- Params: codes, names, org_unit_uids, supplier_codes text[], of equal length
update vlmis.store
set
    name = wanted.name,
    org_unit_uid = wanted.org_unit_uid,
    supplier_store_id = supplier.store_id
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:org_unit_uids as text[]), cast(:supplier_codes as text[])
) as wanted (code, name, org_unit_uid, supplier_code)
left join vlmis.store as supplier on wanted.supplier_code = supplier.code
where store.code = wanted.code;
