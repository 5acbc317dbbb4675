-- name: is_any_product_tracked
-- Whether any product is tracked by lot; if none is, nothing below is run. Params: none.
select count(*) > 0 as is_tracked
from vlmis.product
where product.tracked_from is not null;


-- name: insert_lots_of_lines
-- Insert the lots that arrivals and surpluses name for the first time, each with the expiry date of its first line.
-- Why:   the key of a lot is also the lock that keeps two recorders from giving it two dates.
-- Grain: one lot per product and new lot. Params: recorded_at timestamptz, recorded_by text
insert into vlmis.lot (product_id, lot, expires_on, recorded_at, recorded_by)
select distinct on (resolved_line.product_id, resolved_line.lot)
    resolved_line.product_id,
    resolved_line.lot,
    resolved_line.expires_on,
    :recorded_at,
    :recorded_by
from pg_temp.resolved_line
inner join vlmis.product on resolved_line.product_id = product.product_id
where
    resolved_line.occurred_on >= product.tracked_from
    and (resolved_line.kind = 'arrival' or (resolved_line.kind = 'count_adjustment' and resolved_line.quantity > 0))
    and lower(resolved_line.lot) <> 'unassigned'
    and resolved_line.expires_on is not null
order by resolved_line.product_id, resolved_line.lot, resolved_line.line
on conflict (product_id, lot) do nothing;


-- name: update_expiry_of_lines
-- Give lines of a known lot that leave its expiry date out that date. Grain: one changed line per such line.
update pg_temp.resolved_line
set expires_on = lot.expires_on
from vlmis.lot
inner join vlmis.product on lot.product_id = product.product_id
where
    resolved_line.product_id = lot.product_id
    and resolved_line.lot = lot.lot
    and resolved_line.occurred_on >= product.tracked_from
    and resolved_line.expires_on_text is null;


-- name: update_missing_lots_of_lines
-- Name “unassigned” where a line names no lot, in files that know no lots. Grain: one changed line per such line.
update pg_temp.resolved_line
set lot = 'unassigned'
from vlmis.product
where
    resolved_line.product_id = product.product_id
    and resolved_line.occurred_on >= product.tracked_from
    and resolved_line.lot is null;


-- name: find_lot_faults_of_lines
-- Find the lines of tracked products whose lot or expiry date is wrong. Grain: one row per fault, by line.
-- Params: are_lots_unknown boolean (arrivals may be “unassigned”)
-- Why:   a line that takes stock out and names no lot is answered with the lots of its store; of a file without lots,
--        the first hundred stores and products are enough.
with judged as (
    select
        resolved_line.*,
        product.code as product_code,
        product.tracked_from,
        lot.expires_on as lot_expires_on,
        lot.recorded_by,
        case
            when resolved_line.occurred_on < product.tracked_from
                then case when resolved_line.lot <> 'unassigned' then 'lot_is_before_tracking' end
            when resolved_line.lot is null then 'lot_is_missing'
            when resolved_line.kind = 'arrival' and lower(resolved_line.lot) = 'unassigned' and not :are_lots_unknown
                then 'lot_is_reserved'
            when lot.lot is null and lower(resolved_line.lot) = 'unassigned' then 'lot_is_reserved'
            when lot.lot is null
                and resolved_line.kind in ('arrival', 'count_adjustment')
                and resolved_line.quantity > 0
                then 'lot_needs_expiry_date'
            when lot.lot is null then 'lot_not_found'
            when lot.expires_on < resolved_line.occurred_on
                and resolved_line.kind in ('arrival', 'dispensing', 'distribution_out')
                then 'lot_has_expired'
        end as lot_fault,
        case
            when resolved_line.occurred_on < product.tracked_from or resolved_line.expires_on is null then null
            when lot.lot = 'unassigned' then 'unassigned_has_no_expiry_date'
            when lot.expires_on <> resolved_line.expires_on then 'lot_expires_on_another_day'
        end as expiry_fault
    from vlmis.product
    inner join pg_temp.resolved_line on product.product_id = resolved_line.product_id
    left join vlmis.lot on resolved_line.product_id = lot.product_id and resolved_line.lot = lot.lot
    where product.tracked_from <= resolved_line.stock_day
),

-- Few lines are bad: more is looked up only then.
bad as materialized (
    select judged.*
    from judged
    where num_nonnulls(judged.lot_fault, judged.expiry_fault) > 0
),

unnamed as (
    select
        bad.store_id,
        bad.product_id
    from bad
    where bad.lot_fault = 'lot_is_missing' and bad.kind <> 'arrival'
    group by bad.store_id, bad.product_id
    order by min(bad.line)
    limit 100
),

held as (
    select
        unnamed.store_id,
        unnamed.product_id,
        in_stock.lots
    from unnamed
    cross join lateral (
        select
            jsonb_agg(
                lot_balance.lot || ' (' || lot_balance.balance || coalesce(', ' || lot_balance.expires_on, '') || ')'
                order by lot_balance.expires_on asc nulls last, lot_balance.lot asc
            ) as lots
        from vlmis.lot_balance
        where
            lot_balance.store_id = unnamed.store_id
            and lot_balance.product_id = unnamed.product_id
            and lot_balance.balance > 0
    ) as in_stock
)

select
    bad.line,
    fault.field,
    coalesce(fault.value, '') as value,
    fault.code,
    jsonb_build_object(
        'product', bad.product_code, 'lot', bad.lot, 'tracked_from', bad.tracked_from, 'day', bad.occurred_on,
        'expires_on', bad.lot_expires_on, 'recorded_by', bad.recorded_by, 'lots', held.lots
    ) as values
from bad
left join held on bad.store_id = held.store_id and bad.product_id = held.product_id
cross join lateral (
    values
    (
        1, case bad.lot_fault when 'lot_needs_expiry_date' then 'expires_on' else 'lot' end,
        case bad.lot_fault when 'lot_needs_expiry_date' then null else bad.lot end,
        case
            when bad.lot_fault = 'lot_is_missing' and held.lots is not null then 'lot_of_store_is_missing'
            else bad.lot_fault
        end
    ),
    (2, 'expires_on', bad.expires_on_text, bad.expiry_fault)
) as fault (position, field, value, code)
where fault.code is not null
order by bad.line, fault.position;


-- name: update_pending_lots
-- Let pending movements of tracked products that are dated before tracking, or name no lot, change “unassigned”.
-- Grain: one changed pending movement per such movement.
update pg_temp.pending_movement
set
    lot = 'unassigned',
    expires_on = null
from vlmis.product
where
    pending_movement.product_id = product.product_id
    and product.tracked_from <= pending_movement.stock_day
    and (pending_movement.lot is null or pending_movement.occurred_on < product.tracked_from);


-- name: create_pending_lots
-- Create the temporary table of what the pending movements do to lots; made again for every round of them.
-- Why:   only movements of tracked products are looked at, and the planner knows how few they are.
-- Grain: one row per pending movement of a tracked product. Units: the product's.
drop table if exists pg_temp.pending_lot, pg_temp.lot_change;

create temporary table pending_lot on commit drop as
select
    pending_movement.line,
    pending_movement.pending_id,
    pending_movement.store_id,
    pending_movement.product_id,
    pending_movement.stock_day,
    product.tracked_from,
    case
        when pending_movement.stock_day < product.tracked_from then 'unassigned'
        else pending_movement.lot
    end as lot,
    vlmis.stock_effect(pending_movement.kind, pending_movement.quantity) as effect
from vlmis.product
inner join pg_temp.pending_movement on product.product_id = pending_movement.product_id
where product.tracked_from is not null;

analyze pg_temp.pending_lot;


-- name: create_lot_changes
-- Create the temporary table of all changes of the lots that pending movements change, from the newest frozen day on.
-- Grain: one row per change, the frozen closing first. Units: the product's. Params: last_frozen date
create temporary table lot_change on commit drop as
with affected as (
    select
        pending_lot.store_id,
        pending_lot.product_id,
        pending_lot.lot,
        pending_lot.tracked_from
    from pg_temp.pending_lot
    group by pending_lot.store_id, pending_lot.product_id, pending_lot.lot, pending_lot.tracked_from
)

select
    affected.store_id,
    affected.product_id,
    affected.lot,
    cast(:last_frozen as date) as stock_day,
    newest.closing as effect
from affected
cross join lateral (
    select lot_closing.closing
    from vlmis.lot_closing
    where
        lot_closing.store_id = affected.store_id
        and lot_closing.product_id = affected.product_id
        and lot_closing.lot = affected.lot
    order by lot_closing.day desc
    limit 1
) as newest
union all
select
    affected.store_id,
    affected.product_id,
    affected.lot,
    eod_row.day as stock_day,
    eod_row.closing as effect
from affected
inner join vlmis.eod_row on affected.store_id = eod_row.store_id and affected.product_id = eod_row.product_id
where eod_row.day = :last_frozen and affected.lot = 'unassigned' and affected.tracked_from > :last_frozen
union all
select
    lot_movement.store_id,
    lot_movement.product_id,
    lot_movement.lot,
    lot_movement.stock_day,
    lot_movement.effect
from affected
inner join vlmis.lot_movement
    on
        affected.store_id = lot_movement.store_id
        and affected.product_id = lot_movement.product_id
        and affected.lot = lot_movement.lot
where lot_movement.stock_day > :last_frozen
union all
select
    pending_lot.store_id,
    pending_lot.product_id,
    pending_lot.lot,
    pending_lot.stock_day,
    pending_lot.effect
from pg_temp.pending_lot;


-- name: find_negative_lot_balances
-- Find the lots of a store that the pending movements would bring below zero at the end of an open day.
-- Grain:  one fault per pending movement that lowers such a lot, for its first negative day. Params: none.
-- Units:  the product's
with affected as (
    select
        pending_lot.store_id,
        pending_lot.product_id,
        pending_lot.lot,
        greatest(min(pending_lot.stock_day), pending_lot.tracked_from) as first_changed
    from pg_temp.pending_lot
    group by pending_lot.store_id, pending_lot.product_id, pending_lot.lot, pending_lot.tracked_from
),

balance as (
    select
        lot_change.store_id,
        lot_change.product_id,
        lot_change.lot,
        lot_change.stock_day,
        sum(sum(lot_change.effect)) over (
            partition by lot_change.store_id, lot_change.product_id, lot_change.lot
            order by lot_change.stock_day
        ) as balance
    from pg_temp.lot_change
    group by lot_change.store_id, lot_change.product_id, lot_change.lot, lot_change.stock_day
),

negative as (
    select distinct on (affected.store_id, affected.product_id, affected.lot)
        affected.store_id,
        affected.product_id,
        affected.lot,
        balance.stock_day,
        balance.balance
    from affected
    inner join balance
        on
            affected.store_id = balance.store_id
            and affected.product_id = balance.product_id
            and affected.lot = balance.lot
    where balance.balance < 0 and balance.stock_day >= affected.first_changed
    order by affected.store_id, affected.product_id, affected.lot, balance.stock_day
),

entered as (
    select
        pending_lot.line,
        pending_lot.pending_id,
        pending_lot.store_id,
        pending_lot.product_id,
        pending_lot.lot,
        pending_lot.effect,
        negative.stock_day as negative_day,
        negative.balance,
        sum(pending_lot.effect) over (
            partition by negative.store_id, negative.product_id, negative.lot
        ) as pending_effect
    from negative
    inner join pg_temp.pending_lot
        on
            negative.store_id = pending_lot.store_id
            and negative.product_id = pending_lot.product_id
            and negative.lot = pending_lot.lot
    where pending_lot.stock_day <= negative.stock_day
)

select
    entered.line,
    'lot' as field,
    entered.lot as value,
    'not_enough_of_lot' as code,
    jsonb_build_object(
        'available', entered.balance - entered.pending_effect,
        'lot', entered.lot,
        'product', product.code,
        'store', store.code,
        'day', entered.negative_day,
        'entered', -entered.pending_effect
    ) as values
from entered
inner join vlmis.store on entered.store_id = store.store_id
inner join vlmis.product on entered.product_id = product.product_id
where entered.effect < 0
order by entered.line, entered.pending_id;


-- name: insert_lots_of_counts
-- Insert the lots that counts name for the first time, each with the expiry date of its first line.
-- Grain: one lot per product and new lot. Params: recorded_at timestamptz, recorded_by text
insert into vlmis.lot (product_id, lot, expires_on, recorded_at, recorded_by)
select distinct on (counted_lot.product_id, counted_lot.lot)
    counted_lot.product_id,
    counted_lot.lot,
    counted_lot.expires_on,
    :recorded_at,
    :recorded_by
from pg_temp.counted_lot
inner join vlmis.product on counted_lot.product_id = product.product_id
where
    counted_lot.occurred_on >= product.tracked_from
    and lower(counted_lot.lot) <> 'unassigned'
    and counted_lot.expires_on is not null
order by counted_lot.product_id, counted_lot.lot, counted_lot.line
on conflict (product_id, lot) do nothing;


-- name: update_expiry_of_counts
-- Give counted lots that are known and leave their expiry date out that date. Grain: one changed line per such line.
update pg_temp.counted_lot
set expires_on = lot.expires_on
from vlmis.lot
inner join vlmis.product on lot.product_id = product.product_id
where
    counted_lot.product_id = lot.product_id
    and counted_lot.lot = lot.lot
    and counted_lot.occurred_on >= product.tracked_from
    and counted_lot.expires_on_text = '';


-- name: find_lot_faults_of_counts
-- Find the counted lots of tracked products whose lot or expiry date is wrong. Grain: one row per fault, by line.
-- Why:   a line of 0 without a lot says that nothing is there.
select
    counted_lot.line,
    fault.field,
    coalesce(fault.value, '') as value,
    fault.code,
    jsonb_build_object(
        'product', product.code, 'lot', counted_lot.lot, 'expires_on', lot.expires_on, 'recorded_by', lot.recorded_by
    ) as values
from pg_temp.counted_lot
inner join vlmis.product on counted_lot.product_id = product.product_id
left join vlmis.lot on counted_lot.product_id = lot.product_id and counted_lot.lot = lot.lot
cross join lateral (
    values
    (
        1, 'lot', counted_lot.lot,
        case
            when counted_lot.lot is null and counted_lot.quantity > 0 then 'lot_is_missing'
            when lot.lot is null and lower(counted_lot.lot) = 'unassigned' then 'lot_is_reserved'
        end
    ),
    (
        2, 'expires_on', counted_lot.expires_on_text,
        case
            when lot.lot is null and lower(counted_lot.lot) <> 'unassigned' then 'lot_needs_expiry_date'
            when lot.lot = 'unassigned' and counted_lot.expires_on is not null then 'unassigned_has_no_expiry_date'
            when lot.expires_on <> counted_lot.expires_on then 'lot_expires_on_another_day'
        end
    )
) as fault (position, field, value, code)
where counted_lot.occurred_on >= product.tracked_from and fault.code is not null
order by counted_lot.line, fault.position;


-- name: delete_lot_counts
-- Delete the lots of the day that was compared before. Params: none.
delete from pg_temp.lot_count;


-- name: insert_lot_counts
-- Insert the lots of the counts of one day that differ: what was seen, and the balance at the end of the day.
-- Why:    a lot that the ledger has and the count does not name was not there: it is counted as 0. The balance of a
--         frozen day is its closing and what was recorded late for it since, as for the count of a pair.
-- Grain:  one row per count of a tracked product and lot. Units: the product's.
-- Params: occurred_on date, last_frozen date
insert into pg_temp.lot_count (count_id, line, lot, balance, counted)
with counted as (
    select
        stock_count.count_id,
        stock_count.store_id,
        stock_count.product_id,
        product.tracked_from,
        min(counted_lot.line) as line
    from pg_temp.counted_lot
    inner join vlmis.stock_count on counted_lot.source_key = stock_count.source_key
    inner join vlmis.product on stock_count.product_id = product.product_id
    where counted_lot.occurred_on = :occurred_on and product.tracked_from <= :occurred_on
    group by stock_count.count_id, product.tracked_from
),

-- The newest frozen day that the balance begins with.
frozen as (
    select least(cast(:occurred_on as date), cast(:last_frozen as date)) as day
),

change as (
    select
        counted.count_id,
        newest.lot,
        newest.closing as balance,
        0 as counted
    from counted
    cross join frozen
    cross join lateral (
        select distinct on (lot_closing.lot)
            lot_closing.lot,
            lot_closing.closing
        from vlmis.lot_closing
        where
            lot_closing.store_id = counted.store_id
            and lot_closing.product_id = counted.product_id
            and lot_closing.day <= frozen.day
        order by lot_closing.lot asc, lot_closing.day desc
    ) as newest
    union all
    select
        counted.count_id,
        'unassigned' as lot,
        eod_row.closing as balance,
        0 as counted
    from counted
    cross join frozen
    inner join vlmis.eod_row
        on
            frozen.day = eod_row.day
            and counted.store_id = eod_row.store_id
            and counted.product_id = eod_row.product_id
    where counted.tracked_from > frozen.day
    union all
    select
        counted.count_id,
        lot_movement.lot,
        lot_movement.effect as balance,
        0 as counted
    from counted
    cross join frozen
    inner join vlmis.lot_movement
        on counted.store_id = lot_movement.store_id and counted.product_id = lot_movement.product_id
    where
        lot_movement.stock_day > frozen.day
        and (
            lot_movement.stock_day <= :occurred_on
            or (cast(:occurred_on as date) <= cast(:last_frozen as date) and lot_movement.occurred_on <= :occurred_on)
        )
    union all
    select
        counted.count_id,
        counted_lot.lot,
        0 as balance,
        counted_lot.quantity as counted
    from counted
    inner join vlmis.stock_count on counted.count_id = stock_count.count_id
    inner join pg_temp.counted_lot on stock_count.source_key = counted_lot.source_key
    where counted_lot.lot is not null
)

select
    counted.count_id,
    counted.line,
    change.lot,
    cast(sum(change.balance) as bigint) as balance,
    cast(sum(change.counted) as bigint) as counted
from counted
inner join change on counted.count_id = change.count_id
group by counted.count_id, counted.line, change.lot
having sum(change.balance) <> sum(change.counted);


-- name: insert_lot_count_differences
-- Insert the differences of the lots of the counts of one day. Grain: one pending movement per lot that differs.
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, count_id, occurred_on, stock_day, lot, expires_on, reason
)
select
    lot_count.line,
    stock_count.source_key || '#counted#' || lot_count.lot as source_key,
    stock_count.store_id,
    stock_count.product_id,
    stock_count.kind,
    case
        when stock_count.kind = 'wastage' then lot_count.balance - lot_count.counted
        else lot_count.counted - lot_count.balance
    end as quantity,
    stock_count.count_id,
    stock_count.occurred_on,
    stock_count.stock_day,
    lot_count.lot,
    lot.expires_on,
    stock_count.reason
from pg_temp.lot_count
inner join vlmis.stock_count on lot_count.count_id = stock_count.count_id
inner join vlmis.lot on stock_count.product_id = lot.product_id and lot_count.lot = lot.lot
order by lot_count.count_id, lot.expires_on, lot_count.lot;


-- name: find_surplus_wastage_of_lots
-- Find counts of kind wastage of which a lot exceeds its balance. Grain: one fault per count and lot.
select
    lot_count.line,
    'quantity' as field,
    cast(lot_count.counted as text) as value,
    'surplus_of_lot_is_no_wastage' as code,
    jsonb_build_object(
        'lot', lot_count.lot, 'balance', lot_count.balance, 'surplus', lot_count.counted - lot_count.balance
    ) as values
from pg_temp.lot_count
inner join vlmis.stock_count on lot_count.count_id = stock_count.count_id
where stock_count.kind = 'wastage' and lot_count.counted > lot_count.balance
order by lot_count.line, lot_count.lot;


-- name: find_lot_faults_of_return
-- Find what is wrong with the lot or expiry date of a declared return of a tracked product. Grain: one row per fault.
-- Params: line integer, product_code, lot text, occurred_on, expires_on date
select
    cast(:line as integer) as line,
    fault.field,
    coalesce(fault.value, '') as value,
    fault.code,
    jsonb_build_object(
        'product', product.code, 'lot', cast(:lot as text), 'tracked_from', product.tracked_from,
        'day', cast(:occurred_on as date), 'expires_on', lot.expires_on, 'recorded_by', lot.recorded_by
    ) as values
from vlmis.product
left join vlmis.lot on product.product_id = lot.product_id and lot.lot = :lot
cross join lateral (
    values
    (
        'lot', cast(:lot as text),
        case
            when cast(:occurred_on as date) < product.tracked_from
                then case
                    when product.tracked_from <= vlmis.first_open_day() and :lot <> 'unassigned'
                        then 'lot_is_before_tracking'
                end
            when cast(:lot as text) is null then 'lot_is_missing'
            when lot.lot is null then 'lot_not_found'
        end
    ),
    (
        'expires_on', cast(cast(:expires_on as date) as text),
        case
            when cast(:occurred_on as date) < product.tracked_from or cast(:expires_on as date) is null then null
            when lot.lot = 'unassigned' then 'unassigned_has_no_expiry_date'
            when lot.expires_on <> :expires_on then 'lot_expires_on_another_day'
        end
    )
) as fault (field, value, code)
where product.code = :product_code and product.tracked_from is not null and fault.code is not null;
