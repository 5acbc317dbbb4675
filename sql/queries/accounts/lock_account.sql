-- One account, locked for who changes it.
-- Grain: at most one row.
select
    account_id,
    username,
    deactivated_at
from vlmis.account
where username = :username
for no key update;
