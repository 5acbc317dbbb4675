-- A snapshot. Grain: one row when it is kept. Params: snapshot_id bigint
select
    dhis2_snapshot.base_url,
    dhis2_snapshot.server_version,
    dhis2_snapshot.has_new_importer,
    dhis2_snapshot.server_time,
    dhis2_snapshot.server_time_zone,
    dhis2_snapshot.username,
    dhis2_snapshot.view_org_units,
    dhis2_snapshot.capture_org_units,
    dhis2_snapshot.data_set_uid,
    dhis2_snapshot.data_set_name,
    dhis2_snapshot.expiry_days,
    dhis2_snapshot.open_future_periods
from vlmis.dhis2_snapshot
where dhis2_snapshot.snapshot_id = :snapshot_id;
