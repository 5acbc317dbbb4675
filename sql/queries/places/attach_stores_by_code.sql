-- Attach every store without org unit to the org unit of its code that no other store has.
-- Grain:  one row per store attached.
-- A code that two org units share is passed over.
with unit as (
    select
        org_unit.org_unit_uid,
        coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code
    from vlmis.org_unit
    where org_unit.removed_at is null
),

free_unit as (
    select
        unit.store_code,
        min(unit.org_unit_uid) as org_unit_uid
    from unit
    left join vlmis.store on unit.org_unit_uid = store.org_unit_uid
    group by unit.store_code
    having count(*) = 1 and count(store.store_id) = 0
)

update vlmis.store
set org_unit_uid = free_unit.org_unit_uid
from free_unit
where store.org_unit_uid is null and store.code = free_unit.store_code
returning store.code;
