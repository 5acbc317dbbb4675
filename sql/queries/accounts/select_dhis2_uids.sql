-- The DHIS2 users that have an account.
-- Grain: one row per account.
select dhis2_uid
from vlmis.account
order by dhis2_uid;
