-- The day must not be closed by the expiry days of the data set, reckoned by the server's calendar.
-- Grain:  one row per day that is to be delivered.
-- Params: snapshot_id bigint, push_from date
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    waiting.day,
    waiting.day || ' was closed ' || dhis2_snapshot.expiry_days || ' days after its end' as finding
from vlmis.days_to_deliver(:push_from) as waiting
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
where
    dhis2_snapshot.expiry_days > 0
    and not dhis2_snapshot.authorities && array['F_EDIT_EXPIRED', 'ALL']
    -- From 2.43 on, input periods replace the limits.
    and not (dhis2_snapshot.has_new_importer and dhis2_snapshot.has_input_periods)
    and cast(dhis2_snapshot.server_time as date) > waiting.day + dhis2_snapshot.expiry_days;
