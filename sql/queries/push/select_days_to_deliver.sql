-- Days with records to deliver, and when DHIS2 closes each (null: never), oldest first.
-- Grain: one row per day. Params: push_from date, snapshot_id bigint
select
    waiting.day,
    waiting.closes_at
from vlmis.days_until_closing(:push_from, :snapshot_id) as waiting
order by waiting.day;
