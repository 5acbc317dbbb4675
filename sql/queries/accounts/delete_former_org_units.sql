-- Forget org units at which DHIS2 no longer places the users that it still has.
with former as (
    select
        held.account_id,
        held.org_unit_uid
    from vlmis.account_org_unit as held
    inner join vlmis.account using (account_id)
    left join unnest(cast(:dhis2_uids as text[]), cast(:org_unit_uids as text[])) as placed (uid, org_unit_uid)
        on account.dhis2_uid = placed.uid and held.org_unit_uid = placed.org_unit_uid
    where account.dhis2_uid = any(cast(:dhis2_uids as text[])) and placed.uid is null
)

delete from vlmis.account_org_unit
using former
where
    account_org_unit.account_id = former.account_id
    and account_org_unit.org_unit_uid = former.org_unit_uid;
