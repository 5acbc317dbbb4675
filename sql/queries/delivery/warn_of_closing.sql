-- name: select_closing_days
-- Days that DHIS2 closes soon, with what is not in it yet, the soonest first.
-- Grain:  one row per day that closes after :as_of and at most :hours later, and has open records; those of stores for
--         which DHIS2 has opened the day again are not in danger.
-- Params: push_from date, snapshot_id bigint, as_of timestamptz, hours integer
select
    closing.day,
    closing.closes_at,
    count(*) as records
from vlmis.days_until_closing(:push_from, :snapshot_id) as closing
cross join lateral vlmis.open_records(closing.day) as record
left join vlmis.reopened_store_day as reopened
    on
        reopened.snapshot_id = :snapshot_id
        and closing.day = reopened.day
        and record.store_id = reopened.store_id
where
    reopened.store_id is null
    and closing.closes_at > :as_of
    and closing.closes_at <= cast(:as_of as timestamptz) + make_interval(hours => :hours)
    and (record.state is not null or closing.day >= :push_from)
group by closing.day, closing.closes_at
order by closing.closes_at, closing.day;


-- name: select_latest_run
-- The run that was planned last, and the limits that DHIS2 had then. Grain: one row when there was one. Params: none
select
    push_run.push_from,
    push_run.snapshot_id,
    dhis2_snapshot.expiry_days,
    vlmis.expires_at(dhis2_snapshot, push_run.night) is not null as days_expire
from vlmis.push_run
left join vlmis.dhis2_snapshot on push_run.snapshot_id = dhis2_snapshot.snapshot_id
order by push_run.planned_at desc
limit 1;
