-- name: count_failures
-- Failed logins since a moment, of this username and from this address.
-- Grain: one row.
select
    count(*) filter (where username_key = :username_key) as of_username,
    count(*) filter (where address = :address) as from_address
from vlmis.login_failure
where forwarded_at > :since and (username_key = :username_key or address = :address);


-- name: delete_failure
-- Delete the counted failure of a login that DHIS2 did not answer.
delete from vlmis.login_failure
where failure_id = :failure_id;


-- name: delete_failures_of_username
-- Delete the failures of a username that has logged in.
delete from vlmis.login_failure
where username_key = :username_key;


-- name: delete_old_failures
-- Delete failures that are too old to count.
delete from vlmis.login_failure
where forwarded_at <= :before;


-- name: insert_failure
-- Count a login as failed before DHIS2 checks it: a login that is killed meanwhile counts, too.
insert into vlmis.login_failure (forwarded_at, username_key, address)
values (:now, :username_key, :address)
returning failure_id;


-- name: is_open_to_login
-- Whether there is an account of this name that was not deactivated.
-- Grain: one value.
select exists(
    select from vlmis.account
    where username = :username and deactivated_at is null
);


-- name: lock_login
-- Let one login at a time be counted per username and per address (names before addresses: no deadlock).
select
    pg_advisory_xact_lock(hashtextextended('login name ' || encode(:username_key, 'hex'), 0)),
    pg_advisory_xact_lock(hashtextextended('login address ' || :address, 0));


-- name: mark_login
-- Keep that DHIS2 accepted this person now.
update vlmis.account
set
    last_login_at = :now,
    dhis2_checked_at = :now,
    dhis2_state = 'enabled'
where username = :username and deactivated_at is null;
