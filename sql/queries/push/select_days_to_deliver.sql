-- Days with records to deliver, and when DHIS2 closes each (null: never), oldest first.
-- Grain: one row per day. Params: push_from date, snapshot_id bigint
select
    waiting.day,
    case
        when dhis2_snapshot.expiry_days > 0
            then
                cast(waiting.day + dhis2_snapshot.expiry_days + 1 as timestamp)
                at time zone dhis2_snapshot.server_time_zone
    end as closes_at
from vlmis.days_to_deliver(:push_from) as waiting
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
order by waiting.day;
