-- Logins asked of DHIS2 without success since a moment, of this username and from this address.
-- Grain: one row.
select
    count(*) filter (where username_key = :username_key) as of_username,
    count(*) filter (where address = :address) as from_address
from vlmis.login_failure
where forwarded_at > :since and (username_key = :username_key or address = :address);
