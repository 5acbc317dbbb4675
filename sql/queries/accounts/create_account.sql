-- name: free_usernames
-- Take names from accounts whose DHIS2 users no longer have them: there they belong to these users now.
-- Params: uids text[], usernames text[]
update vlmis.account
set username = format('%s (%s)', account.username, account.dhis2_uid)
from unnest(cast(:uids as text[]), cast(:usernames as text[])) as holder (uid, username)
where account.username = holder.username and account.dhis2_uid <> holder.uid;


-- name: has_account
-- Whether a user of DHIS2 has an account.
-- Grain: one value.
select exists(
    select from vlmis.account
    where account.dhis2_uid = :dhis2_uid
);


-- name: insert_account
-- Create an account; none if this DHIS2 user has one.
insert into vlmis.account (
    username, dhis2_uid, display_name, email, phone, dhis2_checked_at, created_at, created_by
)
values (:username, :dhis2_uid, :display_name, :email, :phone, :now, :now, :by)
on conflict do nothing
returning account_id;


-- name: insert_org_units
-- Store the org units of a user in DHIS2.
insert into vlmis.account_org_unit (account_id, org_unit_uid)
select
    :account_id,
    unnest(cast(:org_unit_uids as text[]));


-- name: select_unknown_org_units
-- Which of these org units the replica does not have, or no longer.
-- Grain: one row per uid.
select uid
from unnest(cast(:org_unit_uids as text[])) as given (uid)
where not exists (
    select from vlmis.org_unit
    where org_unit.org_unit_uid = given.uid and org_unit.removed_at is null
)
order by uid;
