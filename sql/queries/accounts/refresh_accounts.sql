-- name: delete_former_org_units
-- Delete org units that users no longer have in DHIS2, of the users that DHIS2 still has.
with former as (
    select
        held.account_id,
        held.org_unit_uid
    from vlmis.account_org_unit as held
    inner join vlmis.account using (account_id)
    left join unnest(cast(:dhis2_uids as text[]), cast(:org_unit_uids as text[])) as user_unit (uid, org_unit_uid)
        on account.dhis2_uid = user_unit.uid and held.org_unit_uid = user_unit.org_unit_uid
    where account.dhis2_uid = any(cast(:dhis2_uids as text[])) and user_unit.uid is null
)

delete from vlmis.account_org_unit
using former
where
    account_org_unit.account_id = former.account_id
    and account_org_unit.org_unit_uid = former.org_unit_uid;


-- name: insert_new_org_units
-- Store the org units that users have in DHIS2 now.
insert into vlmis.account_org_unit (account_id, org_unit_uid)
select
    account.account_id,
    user_unit.org_unit_uid
from unnest(cast(:dhis2_uids as text[]), cast(:org_unit_uids as text[])) as user_unit (uid, org_unit_uid)
inner join vlmis.account on user_unit.uid = account.dhis2_uid
where user_unit.org_unit_uid is not null
on conflict do nothing;


-- name: mark_checked
-- Store the state of a user in DHIS2.
update vlmis.account
set
    dhis2_checked_at = :now,
    dhis2_state = :dhis2_state
where dhis2_uid = :dhis2_uid;


-- name: refresh_accounts
-- Bring all accounts to what DHIS2 says of their users now; who is not listed is gone there.
-- Grain: one row per account that changed.
with latest as (
    select
        account.account_id,
        coalesce(found.username, account.username) as username,
        coalesce(found.display_name, account.display_name) as display_name,
        case when found.uid is null then account.email else found.email end as email,
        case when found.uid is null then account.phone else found.phone end as phone,
        coalesce(found.state, 'gone') as state
    from vlmis.account
    left join unnest(
        cast(:uids as text[]), cast(:usernames as text[]), cast(:display_names as text[]),
        cast(:emails as text[]), cast(:phones as text[]), cast(:states as text[])
    ) as found (uid, username, display_name, email, phone, state)
        on account.dhis2_uid = found.uid
),

updated as (
    update vlmis.account
    set
        username = latest.username,
        display_name = latest.display_name,
        email = latest.email,
        phone = latest.phone,
        dhis2_state = latest.state,
        dhis2_checked_at = :now
    from latest
    where account.account_id = latest.account_id
)

select
    latest.username,
    latest.state
from latest
inner join vlmis.account using (account_id)
where
    (account.username, account.display_name, account.email, account.phone, account.dhis2_state)
    is distinct from (latest.username, latest.display_name, latest.email, latest.phone, latest.state)
order by latest.username collate "C";


-- name: select_dhis2_uids
-- The DHIS2 users that have an account.
-- Grain: one row per account.
select dhis2_uid
from vlmis.account
order by dhis2_uid;
