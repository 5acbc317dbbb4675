-- Bring all accounts to what DHIS2 says of their users now; who is not listed is gone there.
-- Grain: one row per account that changed.
with told as (
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
        username = told.username,
        display_name = told.display_name,
        email = told.email,
        phone = told.phone,
        dhis2_state = told.state,
        dhis2_checked_at = :now
    from told
    where account.account_id = told.account_id
)

select
    told.username,
    told.state
from told
inner join vlmis.account using (account_id)
where
    (account.username, account.display_name, account.email, account.phone, account.dhis2_state)
    is distinct from (told.username, told.display_name, told.email, told.phone, told.state)
order by told.username collate "C";
