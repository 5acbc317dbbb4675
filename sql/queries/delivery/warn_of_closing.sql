-- name: select_closing_days
-- Days that DHIS2 closes soon, with what is not in it yet, the soonest first.
-- Grain:  one row per day that closes after :as_of and at most :hours later, and has open records.
-- Params: push_from date, snapshot_id bigint, as_of timestamptz, hours integer
select
    closing.day,
    closing.closes_at,
    count(*) as records
from vlmis.days_until_closing(:push_from, :snapshot_id) as closing
cross join lateral vlmis.open_records(closing.day) as record
where
    closing.closes_at > :as_of
    and closing.closes_at <= cast(:as_of as timestamptz) + make_interval(hours => :hours)
    and (record.state is not null or closing.day >= :push_from)
group by closing.day, closing.closes_at
order by closing.closes_at, closing.day;
