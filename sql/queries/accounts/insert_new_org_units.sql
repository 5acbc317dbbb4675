-- Keep org units at which DHIS2 places users now.
insert into vlmis.account_org_unit (account_id, org_unit_uid)
select
    account.account_id,
    placed.org_unit_uid
from unnest(cast(:dhis2_uids as text[]), cast(:org_unit_uids as text[])) as placed (uid, org_unit_uid)
inner join vlmis.account on placed.uid = account.dhis2_uid
where placed.org_unit_uid is not null
on conflict do nothing;
