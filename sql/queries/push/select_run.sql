-- A run with the server that it speaks to. Grain: one row when it was planned. Params: run_id text
select
    push_run.night,
    push_run.snapshot_id,
    push_run.data_set_uid,
    push_run.counts_attempts,
    push_run.push_from,
    push_run.planned_at,
    push_run.records_per_request,
    dhis2_snapshot.server_version,
    dhis2_snapshot.has_new_importer,
    dhis2_snapshot.server_time at time zone dhis2_snapshot.server_time_zone as server_now,
    dhis2_snapshot.expiry_days,
    dhis2_snapshot.expiry_days > 0
    and not dhis2_snapshot.authorities && array['F_EDIT_EXPIRED', 'ALL']
    and not (dhis2_snapshot.has_new_importer and dhis2_snapshot.has_input_periods) as days_expire,
    dhis2_snapshot.username,
    dhis2_snapshot.view_org_units,
    push_run.stopped_reason,
    push_run.stopped_at is not null
    and coalesce(push_run.stopped_until > clock_timestamp(), true) as is_stopped,
    push_run.stopped_until is null as is_stopped_for_good
from vlmis.push_run
inner join vlmis.dhis2_snapshot on push_run.snapshot_id = dhis2_snapshot.snapshot_id
where push_run.run_id = :run_id;
