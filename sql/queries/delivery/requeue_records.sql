-- name: count_records_to_requeue
-- What a requeue would send again. Grain: one row.
-- Params: states text[], store_code text, product_code text, first_day date, last_day date,
--         includes_remapped boolean, only_kind text
select
    count(*) as records,
    count(*) filter (where chosen.is_remapped) as remapped,
    count(distinct chosen.store_id) as stores,
    min(chosen.day) as first_day,
    max(chosen.day) as last_day
from vlmis.records_to_requeue(
    cast(:states as text[]), cast(:store_code as text), cast(:product_code as text), cast(:first_day as date),
    cast(:last_day as date), :includes_remapped, cast(:only_kind as text)
) as chosen;


-- name: requeue_records
-- Begin a new round for the chosen records, and ask for the deletion of stale values where that is wanted.
-- Grain:  one row. Params: by text, reason text, selection text, at timestamptz, states text[], store_code text,
--         product_code text, first_day date, last_day date, includes_remapped boolean, only_kind text,
--         deletes_old boolean
select
    requeued.records,
    requeued.remapped,
    requeued.deletions
from vlmis.requeue_records(
    :by, :reason, :selection, :at, cast(:states as text[]), cast(:store_code as text), cast(:product_code as text),
    cast(:first_day as date), cast(:last_day as date), :includes_remapped, cast(:only_kind as text), :deletes_old
) as requeued;


-- name: select_first_open_day
-- The first day with records in DHIS2 that it still takes, by the newest snapshot. Grain: one value; none: no such day.
-- Params: none
select min(delivery_day.day)
from vlmis.delivery_day
cross join vlmis.dhis2_snapshot as snapshot
where
    snapshot.snapshot_id = (select max(newest.snapshot_id) from vlmis.dhis2_snapshot as newest)
    and coalesce(
        vlmis.expires_at(snapshot, delivery_day.day)
        > snapshot.server_time at time zone snapshot.server_time_zone,
        true
    );
