-- name: delete_roles
-- Delete the roles of an account that are not in a list.
-- Params: account_id integer, roles text[]
delete from vlmis.account_role
where account_role.account_id = :account_id and account_role.role <> all(cast(:roles as text[]));


-- name: delete_stores
-- Delete the stores of an account that are not in a list.
-- Params: account_id integer, store_ids integer[]
delete from vlmis.account_store
where account_store.account_id = :account_id and account_store.store_id <> all(cast(:store_ids as integer[]));


-- name: insert_roles
-- Give an account the roles that it lacks.
-- Params: account_id integer, roles text[]
insert into vlmis.account_role (account_id, role)
select
    :account_id,
    unnest(cast(:roles as text[]))
on conflict do nothing;


-- name: insert_stores
-- Give an account the stores that it lacks.
-- Params: account_id integer, store_ids integer[]
insert into vlmis.account_store (account_id, store_id)
select
    :account_id,
    unnest(cast(:store_ids as integer[]))
on conflict do nothing;


-- name: lock_account
-- One account, locked for who changes it.
-- Grain: at most one row.
select
    account_id,
    deactivated_at
from vlmis.account
where username = :username
for no key update;


-- name: select_assignable
-- Stores by code, and whether the user of the account belongs in DHIS2 to their org unit or one above.
-- Grain: one row per code that is a store's.
select
    store.store_id,
    store.code,
    store.org_unit_uid,
    store.closed_on,
    exists(
        select
        from vlmis.account_org_unit as user_unit
        inner join vlmis.org_unit
            on user_unit.org_unit_uid = any(string_to_array(org_unit.path, '/'))
        where user_unit.account_id = :account_id and org_unit.org_unit_uid = store.org_unit_uid
    ) as is_covered
from vlmis.store
where store.code = any(cast(:store_codes as text[]));


-- name: select_central_code
-- Code of the central store.
-- Grain: one value, or none while there is no store.
select code
from vlmis.store
where supplier_store_id is null;


-- name: set_deactivated
-- Deactivate an account (who and when), or activate it again (both null).
update vlmis.account
set
    deactivated_at = :deactivated_at,
    deactivated_by = :deactivated_by
where account_id = :account_id;
