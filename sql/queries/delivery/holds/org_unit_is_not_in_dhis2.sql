-- The facility must exist in DHIS2: its org unit must still be there.
-- Grain:  one row per store that has stock records.
-- Params: snapshot_id bigint
select
    store.store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    store.code || ' → ' || org_unit.name || ' (' || org_unit.org_unit_uid || ')' as finding
from vlmis.store
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where
    exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    )
    and org_unit.removed_at is not null;
