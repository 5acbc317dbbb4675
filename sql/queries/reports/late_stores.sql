-- name: select_late_stores
-- Select the open stores that recorded late entries in a range of days, or nothing on its newest days. Those that have
-- been silent longest come first, then those with late entries on most days. Where nothing moved
-- at all, the first of these days counts as the last entry, so that a store with fewer days is not silent yet.
-- Grain:  one row per such store; late_stores counts all of them.
-- Params: first_day date, last_day date (computed stock days), silent_since date, store_ids integer[] or null (all),
--         line_count integer
with noted as (
    select
        store_day.store_id,
        min(store_day.day) as first_day,
        count(*) filter (where store_day.late > 0) as late_days,
        max(store_day.day) filter (where store_day.moved > 0) as last_entry
    from vlmis.store_day
    where
        store_day.day between :first_day and :last_day
        and (cast(:store_ids as integer[]) is null or store_day.store_id = any(cast(:store_ids as integer[])))
    group by store_day.store_id
)

select
    store.code as store_code,
    store.name as store_name,
    noted.late_days,
    noted.last_entry,
    coalesce(noted.last_entry, noted.first_day) < :silent_since as is_silent,
    count(*) over () as late_stores
from noted
inner join vlmis.store on noted.store_id = store.store_id
where
    store.closed_on is null
    and (noted.late_days > 0 or coalesce(noted.last_entry, noted.first_day) < :silent_since)
order by
    coalesce(noted.last_entry, noted.first_day) < :silent_since desc,
    noted.last_entry asc nulls first,
    noted.late_days desc,
    store.code collate "C" asc
limit :line_count;
