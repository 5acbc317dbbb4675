-- name: select_latest_run
-- The run that was planned last, and the limits that DHIS2 had then. Grain: one row when there was one. Params: none
select
    push_run.run_id,
    push_run.night,
    push_run.push_from,
    push_run.snapshot_id,
    dhis2_snapshot.expiry_days,
    vlmis.expires_at(dhis2_snapshot, push_run.night) is not null as days_expire
from vlmis.push_run
left join vlmis.dhis2_snapshot on push_run.snapshot_id = dhis2_snapshot.snapshot_id
order by push_run.planned_at desc
limit 1;
