-- Stores by code, and whether DHIS2 places the account's user at them or above them.
-- Grain: one row per code that is a store's.
select
    store.store_id,
    store.code,
    store.org_unit_uid,
    store.closed_on,
    exists(
        select
        from vlmis.account_org_unit as placed
        inner join vlmis.org_unit
            on placed.org_unit_uid = any(string_to_array(org_unit.path, '/'))
        where placed.account_id = :account_id and org_unit.org_unit_uid = store.org_unit_uid
    ) as is_covered
from vlmis.store
where store.code = any(cast(:store_codes as text[]));
