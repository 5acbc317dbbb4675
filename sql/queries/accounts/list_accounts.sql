-- name: select_accounts
-- Accounts with roles, stores and the org units of their users in DHIS2, by words of a name or of these org units.
-- Grain:  one row per account, by username. Params: words text (empty: all)
select
    account.account_id,
    account.username,
    account.display_name,
    account.email,
    account.phone,
    account.dhis2_state,
    account.dhis2_checked_at,
    account.created_at,
    account.created_by,
    account.deactivated_at,
    account.deactivated_by,
    account.last_login_at,
    array(
        select role from vlmis.account_role
        where account_role.account_id = account.account_id
        order by role
    ) as roles,
    array(
        select store.code
        from vlmis.account_store
        inner join vlmis.store using (store_id)
        where account_store.account_id = account.account_id
        order by store.code collate "C"
    ) as store_codes,
    array(
        select coalesce(org_unit.name, user_unit.org_unit_uid) as name
        from vlmis.account_org_unit as user_unit
        left join vlmis.org_unit using (org_unit_uid)
        where user_unit.account_id = account.account_id
        order by name
    ) as org_units
from vlmis.account
where
    cast(:words as text) = ''
    or vlmis.plain_text(
        concat_ws(' ', account.username, account.display_name, (
            select string_agg(org_unit.name, ' ' order by org_unit.name)
            from vlmis.account_org_unit as user_unit
            inner join vlmis.org_unit on user_unit.org_unit_uid = org_unit.org_unit_uid
            where user_unit.account_id = account.account_id
        ))
    ) like all(cast((select vlmis.word_patterns(:words)) as text[]))
order by account.username collate "C";
