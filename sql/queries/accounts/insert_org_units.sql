-- Keep at which org units DHIS2 places a user.
insert into vlmis.account_org_unit (account_id, org_unit_uid)
select
    :account_id,
    unnest(cast(:org_unit_uids as text[]));
