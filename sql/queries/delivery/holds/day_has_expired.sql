-- The day must not have expired, by the clock of the server.
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
    vlmis.expires_at(dhis2_snapshot, waiting.day)
    <= dhis2_snapshot.server_time at time zone dhis2_snapshot.server_time_zone;
