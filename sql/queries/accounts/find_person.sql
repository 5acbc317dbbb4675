-- name: select_person
-- One account with its roles, and those of its stores whose org unit, or one above, the user has in DHIS2.
-- Grain: at most one row.
with account as (
    select *
    from vlmis.account
    where username = :username
),

covered as (
    select
        store.store_id,
        store.supplier_store_id is null as is_central
    from account
    inner join vlmis.account_store using (account_id)
    inner join vlmis.store using (store_id)
    inner join vlmis.org_unit using (org_unit_uid)
    where exists (
        select from vlmis.account_org_unit as user_unit
        where
            user_unit.account_id = account.account_id
            and user_unit.org_unit_uid = any(string_to_array(org_unit.path, '/'))
    )
)

select
    account.account_id,
    account.username,
    account.display_name,
    account.dhis2_uid,
    account.session_generation,
    account.dhis2_state,
    account.dhis2_checked_at,
    account.deactivated_at is null as is_active,
    array(
        select role from vlmis.account_role
        where account_role.account_id = account.account_id
    ) as roles,
    array(select store_id from covered) as store_ids,
    exists(select from covered where is_central) as keeps_central
from account;


-- name: select_stores_below
-- Every store below the given ones in the supply tree as it is now.
-- Grain: one row per store.
with recursive below (store_id) as (
    select store_id
    from vlmis.store
    where supplier_store_id = any(cast(:store_ids as integer[]))
    union
    select store.store_id
    from below
    inner join vlmis.store on below.store_id = store.supplier_store_id
)

select store_id
from below;
