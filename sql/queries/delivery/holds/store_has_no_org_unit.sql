-- The facility must exist in DHIS2: a store must be attached to an org unit.
-- Grain:  one row per store that has stock records.
-- Params: snapshot_id bigint
select
    store.store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    store.code || ' (' || store.name || ')' as finding
from vlmis.store
where
    exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    )
    and store.org_unit_uid is null;
