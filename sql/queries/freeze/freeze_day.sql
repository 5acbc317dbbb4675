-- name: allow_early_freeze
-- Allow a day to be frozen before its day of grace is over. Params: day date, reason text, by text
select vlmis.allow_early_freeze(:day, :reason, :by);


-- name: begin_day
-- Begin a day. Params: day date, run_id text, stores_per_chunk integer
select vlmis.begin_day(:day, :run_id, :stores_per_chunk);


-- name: freeze_chunk
-- Freeze the pairs of one chunk into the day's staging: yesterday's closings full-joined with the day's movements.
-- Grain:  one row per pair that has a row on the day.
-- Params: day date, chunk integer
-- Units:  the product's
insert into vlmis_days.staging (
    day, store_id, product_id,
    opening, arrivals, requisitions_received, distributions_out, returns_in, returns_out,
    count_adjustment, dispensing, wastage, closing, has_late_entries
)
with chunk_store as (
    select walk_store.store_id
    from vlmis.walk_store
    where walk_store.day = :day and walk_store.chunk = :chunk
),

opened as (
    select
        yesterday.store_id,
        yesterday.product_id,
        yesterday.closing
    from vlmis.eod_row as yesterday
    inner join chunk_store on yesterday.store_id = chunk_store.store_id
    where yesterday.day = cast(:day as date) - 1
    union all
    -- A pair opened by a count or import line of 0 has no movement to show it.
    select
        pair.store_id,
        pair.product_id,
        0 as closing
    from vlmis.pair
    inner join chunk_store on pair.store_id = chunk_store.store_id
    where
        pair.opened_on = :day
        and not exists (
            select
            from vlmis.eod_row as yesterday
            where
                yesterday.day = cast(:day as date) - 1
                and yesterday.store_id = pair.store_id
                and yesterday.product_id = pair.product_id
        )
),

moved as (
    select
        movement.store_id,
        movement.product_id,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'arrival'), 0) as arrivals,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'requisition_received'), 0)
            as requisitions_received,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'distribution_out'), 0) as distributions_out,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'return_in'), 0) as returns_in,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'return_out'), 0) as returns_out,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'count_adjustment'), 0) as count_adjustment,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'dispensing'), 0) as dispensing,
        coalesce(sum(movement.quantity) filter (where movement.kind = 'wastage'), 0) as wastage,
        bool_or(movement.is_late) as has_late_entries
    from chunk_store
    inner join vlmis.movement on chunk_store.store_id = movement.store_id
    where movement.stock_day = :day
    group by movement.store_id, movement.product_id
),

joined as (
    select
        store_id,
        product_id,
        coalesce(opened.closing, 0) as opening,
        coalesce(moved.arrivals, 0) as arrivals,
        coalesce(moved.requisitions_received, 0) as requisitions_received,
        coalesce(moved.distributions_out, 0) as distributions_out,
        coalesce(moved.returns_in, 0) as returns_in,
        coalesce(moved.returns_out, 0) as returns_out,
        coalesce(moved.count_adjustment, 0) as count_adjustment,
        coalesce(moved.dispensing, 0) as dispensing,
        coalesce(moved.wastage, 0) as wastage,
        coalesce(moved.has_late_entries, false) as has_late_entries,
        moved.store_id is not null as has_moved
    from opened
    full join moved using (store_id, product_id)
)

select
    cast(:day as date) as day,
    joined.store_id,
    joined.product_id,
    joined.opening,
    joined.arrivals,
    joined.requisitions_received,
    joined.distributions_out,
    joined.returns_in,
    joined.returns_out,
    joined.count_adjustment,
    joined.dispensing,
    joined.wastage,
    joined.opening + joined.arrivals + joined.requisitions_received - joined.distributions_out
    + joined.returns_in - joined.returns_out + joined.count_adjustment - joined.dispensing
    - joined.wastage as closing,
    joined.has_late_entries
from joined
where
    joined.has_moved
    or joined.opening <> 0
    or (
        joined.store_id not in (select store.store_id from vlmis.store where store.closed_on <= :day)
        and joined.product_id not in (
            select product.product_id from vlmis.product where product.retired_on <= :day
        )
    )
order by joined.store_id, joined.product_id;


-- name: lock_chunk
-- Lock a chunk until commit.
-- Grain:  one value; none: another task holds it, or a run the whole walk.
-- Params: day date, chunk integer
select walk_chunk.chunk
from vlmis.walk_chunk
where walk_chunk.day = :day and walk_chunk.chunk = :chunk
for no key update skip locked;


-- name: mark_chunk_frozen
-- Mark a chunk as frozen. Params: day date, chunk integer, row_count integer
update vlmis.walk_chunk
set row_count = :row_count
where walk_chunk.day = :day and walk_chunk.chunk = :chunk;


-- name: publish_day
-- Publish a day; true when this call froze it. Params: day date, run_id text
select vlmis.publish_day(:day, :run_id);


-- name: reopen_day
-- Open again a day that could not be sealed. Params: day date, run_id text
select vlmis.reopen_day(:day, :run_id);


-- name: select_chunk_row_count
-- Select the rows of a chunk (null: not frozen yet). Grain: one row when it exists. Params: day date, chunk integer
select walk_chunk.row_count
from vlmis.walk_chunk
where walk_chunk.day = :day and walk_chunk.chunk = :chunk;


-- name: select_chunks
-- Select the chunks of a day in walk order. Grain: one row per chunk. Params: day date
select
    walk_chunk.chunk as number,
    walk_chunk.label
from vlmis.walk_chunk
where walk_chunk.day = :day
order by walk_chunk.chunk;


-- name: select_day_totals
-- Select the totals of a frozen day. Grain: one row when it is frozen. Params: day date
select
    stock_day.store_count,
    stock_day.row_count,
    stock_day.movement_count,
    stock_day.late_count
from vlmis.stock_day
where stock_day.day = :day and stock_day.state = 'frozen';


-- name: select_owner
-- Select the run that is freezing a day; no row: none. Params: day date
select stock_day.run_id
from vlmis.stock_day
where stock_day.day = :day and stock_day.state = 'closing';


-- name: select_state
-- Select the state of a stock day; no row: open. Params: day date
select stock_day.state
from vlmis.stock_day
where stock_day.day = :day;
