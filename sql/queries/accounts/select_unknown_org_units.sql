-- Which of these org units the replica does not have, or no longer.
-- Grain: one row per uid.
select uid
from unnest(cast(:org_unit_uids as text[])) as given (uid)
where not exists (
    select from vlmis.org_unit
    where org_unit.org_unit_uid = given.uid and org_unit.removed_at is null
)
order by uid;
