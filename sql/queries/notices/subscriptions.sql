-- name: select_subscribers
-- The persons who asked for a kind of notice and whom DHIS2 and this system let in.
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
