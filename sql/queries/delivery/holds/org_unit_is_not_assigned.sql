-- The data set must be assigned to the org unit.
-- Grain:  one row per store that has stock records.
-- Params: snapshot_id bigint
select
    store.store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    store.code || ' → ' || org_unit.name as finding
from vlmis.store
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where
    exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    )
    and org_unit.removed_at is null
    and not exists (
        select from vlmis.dhis2_assignment
        where
            dhis2_assignment.snapshot_id = :snapshot_id
            and dhis2_assignment.org_unit_uid = org_unit.org_unit_uid
    );
