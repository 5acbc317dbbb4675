-- The org unit must be inside the hierarchy for which the service user may enter values.
-- Grain:  one row per store that has stock records.
-- Params: snapshot_id bigint
select
    store.store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    store.code || ' → ' || org_unit.name as finding
from vlmis.store
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
where
    exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    )
    and org_unit.removed_at is null
    and not string_to_array(org_unit.path, '/') && dhis2_snapshot.capture_org_units
    -- A superuser needs no org units from 2.43 on, and needs them before.
    and not (dhis2_snapshot.has_new_importer and 'ALL' = any(dhis2_snapshot.authorities));
