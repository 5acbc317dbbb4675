-- name: detach_stores
-- Detach stores that are about to get other org units, so that two stores can swap them.
-- Params: codes text[]
update vlmis.store
set org_unit_uid = null
where store.code = any(:codes);


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
-- Grain: one value. Params: none.
select pg_advisory_xact_lock(vlmis.horizon_key());


-- name: select_org_units
-- Org units that DHIS2 has, by uid.
-- Grain:  one row per org unit found.
-- Params: uids text[]
select
    org_unit.org_unit_uid,
    coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code,
    org_unit.name
from vlmis.org_unit
where org_unit.org_unit_uid = any(:uids) and org_unit.is_usable;


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
