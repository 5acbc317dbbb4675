-- Attach every store without org unit to the org unit of its code that no other store has.
-- Grain:  one row per store attached, by code.
update vlmis.store
set org_unit_uid = org_unit.org_unit_uid
from vlmis.org_unit
where
    store.org_unit_uid is null
    and store.code = coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid)
    and org_unit.removed_at is null
    and not exists (
        select
        from vlmis.store as other
        where other.org_unit_uid = org_unit.org_unit_uid
    )
    and not exists (
        select
        from vlmis.org_unit as twin
        where
            twin.code = org_unit.code
            and twin.org_unit_uid <> org_unit.org_unit_uid
            and twin.removed_at is null
    )
returning store.code;
