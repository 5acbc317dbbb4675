-- name: count_failures
-- Failed logins: all that are kept of this username, and since a moment from this address.
-- Grain: one row.
select
    count(*) filter (where username_key = :username_key) as of_username,
    count(*) filter (where address = :address and forwarded_at > :since) as from_address,
    coalesce(
        array_agg(failure_id) filter (where username_key = :username_key and is_answered), '{}'
    ) as answered_ids
from vlmis.login_failure
where username_key = :username_key or address = :address;


-- name: delete_failures
-- Delete failures that DHIS2 has not counted, or counts no longer.
-- Params: failure_ids bigint[]
delete from vlmis.login_failure
where login_failure.failure_id = any(cast(:failure_ids as bigint[]));


-- name: delete_old_failures
-- Delete the failures of usernames of which even the last is too old to count.
delete from vlmis.login_failure
where
    forwarded_at <= :before
    and not exists (
        select from vlmis.login_failure as newer
        where newer.username_key = login_failure.username_key and newer.forwarded_at > :before
    );


-- name: insert_failure
-- Count a login as failed before DHIS2 checks it: a login that is killed meanwhile counts, too.
insert into vlmis.login_failure (forwarded_at, username_key, address)
values (:now, :username_key, :address)
returning failure_id;


-- name: lock_login
-- Let one login at a time be counted per username and per address (in the order of the turns: no deadlock).
select turn
from vlmis.login_turn
where turn in (
    get_byte(cast(:username_key as bytea), 0),
    get_byte(sha256(convert_to(:address, 'UTF8')), 0)
)
order by turn
for no key update;


-- name: mark_answered
-- Store that DHIS2 refused a login, and when: DHIS2 had counted the failure by then.
update vlmis.login_failure
set
    is_answered = true,
    forwarded_at = :answered_at
where failure_id = :failure_id;


-- name: mark_login
-- Store that DHIS2 accepted this user now.
-- Grain: one row; none if the account is not active, or not this user's.
update vlmis.account
set
    last_login_at = :now,
    dhis2_checked_at = :now,
    dhis2_state = 'enabled'
where username = :username and dhis2_uid = :dhis2_uid and deactivated_at is null
returning dhis2_uid, session_generation;


-- name: select_uid_to_log_in
-- The DHIS2 user to whom the active account of this name belongs.
-- Grain: one value, or none.
select dhis2_uid
from vlmis.account
where username = :username and deactivated_at is null;
