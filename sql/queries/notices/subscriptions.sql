-- name: select_subscribers
-- The persons who asked for a kind of notice and whose account is active here and enabled in DHIS2.
-- Grain: one row per account, by username. Params: kind text
select
    account.username,
    subscription.address,
    subscription.language
from vlmis.notice_subscription as subscription
inner join vlmis.account on subscription.account_id = account.account_id
where
    :kind = any(subscription.kinds)
    and account.deactivated_at is null
    and account.dhis2_state = 'enabled'
order by account.username;


-- name: select_choice
-- What a person asked for; before the first time nothing, at the e-mail address that DHIS2 has.
-- Grain: one row, or none without an account. Params: account_id integer
select
    coalesce(subscription.kinds, '{}') as kinds,
    coalesce(subscription.address, account.email, '') as address,
    subscription.language
from vlmis.account
left join vlmis.notice_subscription as subscription on account.account_id = subscription.account_id
where account.account_id = :account_id;


-- name: upsert_choice
-- Keep what a person asks for. Params: account_id integer, kinds text[], address text, language text, now timestamptz
insert into vlmis.notice_subscription (account_id, kinds, address, language, changed_at)
values (:account_id, cast(:kinds as text[]), :address, :language, :now)
on conflict (account_id) do update
set
    kinds = excluded.kinds,
    address = excluded.address,
    language = excluded.language,
    changed_at = excluded.changed_at;
