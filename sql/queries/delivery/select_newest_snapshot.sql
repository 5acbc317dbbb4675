-- What was last known of DHIS2, and when. Grain: one row; none before the first push. Params: none
select
    dhis2_snapshot.taken_at,
    dhis2_snapshot.base_url,
    dhis2_snapshot.server_version,
    dhis2_snapshot.data_set_name,
    dhis2_snapshot.expiry_days
from vlmis.dhis2_snapshot
order by dhis2_snapshot.snapshot_id desc
limit 1;
