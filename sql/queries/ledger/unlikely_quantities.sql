-- name: find_unreadable_confirmations
-- Find the lines whose confirmation is neither yes nor no. Grain: one fault per line. Params: none.
select
    incoming_line.line,
    'confirmed' as field,
    incoming_line.confirmed as value,
    'not_yes_or_no' as code,
    jsonb_build_object() as values
from pg_temp.incoming_line
where incoming_line.confirmed <> '' and vlmis.to_yes_or_no(incoming_line.confirmed) is null
order by incoming_line.line;


-- name: find_unreadable_confirmations_of_counts
-- Find the counted lots whose confirmation is neither yes nor no. Grain: one fault per lot. Params: none.
select
    incoming_count.line,
    'confirmed' as field,
    incoming_count.confirmed as value,
    'not_yes_or_no' as code,
    jsonb_build_object() as values
from pg_temp.incoming_count
where incoming_count.confirmed <> '' and vlmis.to_yes_or_no(incoming_count.confirmed) is null
order by incoming_count.line;


-- name: insert_asked_lines
-- Insert the lines of a file or request that may be unlikely. Grain: one row per such line.
-- Why:    most lines are small or confirmed; for these no history is read.
-- Params: asked_from integer
insert into pg_temp.asked_quantity (line, store_id, product_id, kind, quantity)
select
    resolved_line.line,
    resolved_line.store_id,
    resolved_line.product_id,
    resolved_line.kind,
    abs(resolved_line.quantity) as quantity
from pg_temp.resolved_line
inner join pg_temp.incoming_line on resolved_line.line = incoming_line.line
where
    abs(resolved_line.quantity) >= :asked_from
    -- The first stock of a store has nothing to be compared with.
    and resolved_line.reason is distinct from 'initial_count'
    and vlmis.to_yes_or_no(incoming_line.confirmed) is distinct from true;


-- name: insert_asked_returns
-- Insert the declared returns that may be unlikely. Grain: one row per such return.
-- Params: lines bigint[], store_codes, product_codes text[], quantities bigint[], asked_from integer
insert into pg_temp.asked_quantity (line, store_id, product_id, kind, quantity)
select
    declared.line,
    store.store_id,
    product.product_id,
    'return_out' as kind,
    declared.quantity
from unnest(
    cast(:lines as bigint[]), cast(:store_codes as text[]), cast(:product_codes as text[]),
    cast(:quantities as bigint[])
) as declared (line, store_code, product_code, quantity)
inner join vlmis.store on declared.store_code = store.code
inner join vlmis.product on declared.product_code = product.code
where declared.quantity >= :asked_from;


-- name: analyze_asked_quantities
-- Give the planner statistics about the quantities that may be unlikely. Params: none.
analyze pg_temp.asked_quantity;


-- name: find_unlikely_quantities
-- Find the quantities that are more than so many times the usual of their store, product and kind.
-- Usual is the average of the days of the last 90 frozen ones on which the kind occurred there, if it occurred on
-- three of them or more; of a kind that occurred less often nothing is known, and nothing is asked. A movement is
-- compared with whole days, in which there may be several movements.
-- Why:    the EoD rows of the pairs are read once, however many lines they have.
-- Grain:  one fault per line. Units: the product's. Params: movement_factor integer, last_frozen date
with asked as (
    select
        asked_quantity.store_id,
        asked_quantity.product_id,
        asked_quantity.kind
    from pg_temp.asked_quantity
    group by asked_quantity.store_id, asked_quantity.product_id, asked_quantity.kind
),

day_total as (
    select
        asked.store_id,
        asked.product_id,
        asked.kind,
        abs(case asked.kind
            when 'arrival' then eod_row.arrivals
            when 'distribution_out' then eod_row.distributions_out
            when 'return_out' then eod_row.returns_out
            when 'count_adjustment' then eod_row.count_adjustment
            when 'dispensing' then eod_row.dispensing
            when 'wastage' then eod_row.wastage
        end) as quantity
    from asked
    inner join vlmis.eod_row on asked.store_id = eod_row.store_id and asked.product_id = eod_row.product_id
    where eod_row.day > cast(:last_frozen as date) - 90 and eod_row.day <= :last_frozen
),

usual as (
    select
        day_total.store_id,
        day_total.product_id,
        day_total.kind,
        avg(day_total.quantity) as quantity
    from day_total
    where day_total.quantity > 0
    group by day_total.store_id, day_total.product_id, day_total.kind
    having count(*) >= 3
)

select
    asked_quantity.line,
    'quantity' as field,
    cast(asked_quantity.quantity as text) as value,
    'quantity_is_unlikely' as code,
    jsonb_build_object(
        'quantity', asked_quantity.quantity,
        'usual', round(usual.quantity),
        'factor', cast(:movement_factor as integer),
        'kind', asked_quantity.kind,
        'product', product.code,
        'store', store.code
    ) as values
from pg_temp.asked_quantity
inner join usual
    on
        asked_quantity.store_id = usual.store_id
        and asked_quantity.product_id = usual.product_id
        and asked_quantity.kind = usual.kind
inner join vlmis.store on asked_quantity.store_id = store.store_id
inner join vlmis.product on asked_quantity.product_id = product.product_id
where asked_quantity.quantity > :movement_factor * usual.quantity
order by asked_quantity.line;


-- name: find_unlikely_counts
-- Find the counts of one day that change the balance by more than a part of it and by more than a month's use.
-- A month's use is thirty times the daily average of what was dispensed and distributed in the last 90 frozen days
-- in which the pair was there; it is 0 where nothing was.
-- Why:    the EoD rows are read of pairs only whose count differs by that part.
-- Grain:  one fault per count, at its first line. Units: the product's.
-- Params: occurred_on date, asked_from, count_percent integer, first_day, last_frozen date
with asked as (
    select
        min(counted_lot.line) as line,
        stock_count.store_id,
        stock_count.product_id,
        stock_count.counted,
        stock_count.balance,
        abs(stock_count.counted - stock_count.balance) as difference
    from pg_temp.counted_lot
    inner join pg_temp.incoming_count on counted_lot.line = incoming_count.line
    inner join vlmis.stock_count on counted_lot.source_key = stock_count.source_key
    where
        counted_lot.occurred_on = :occurred_on
        -- The first stock of a store has nothing to be compared with.
        and stock_count.reason <> 'initial_count'
        and abs(stock_count.counted - stock_count.balance) >= :asked_from
        and 100 * abs(stock_count.counted - stock_count.balance) > :count_percent * stock_count.balance
    group by stock_count.count_id
    having coalesce(bool_or(vlmis.to_yes_or_no(incoming_count.confirmed)), false) is false
),

used as (
    select
        asked.line,
        coalesce(30 * avg(eod_row.dispensing + eod_row.distributions_out), 0) as in_a_month
    from asked
    left join vlmis.eod_row
        on
            asked.store_id = eod_row.store_id
            and asked.product_id = eod_row.product_id
            and eod_row.day >= :first_day
            and eod_row.day > cast(:last_frozen as date) - 90
            and eod_row.day <= :last_frozen
    group by asked.line
)

select
    asked.line,
    'quantity' as field,
    cast(asked.counted as text) as value,
    'count_is_unlikely' as code,
    jsonb_build_object(
        'counted', asked.counted,
        'balance', asked.balance,
        'use', round(used.in_a_month),
        'product', product.code,
        'store', store.code
    ) as values
from asked
inner join used on asked.line = used.line
inner join vlmis.store on asked.store_id = store.store_id
inner join vlmis.product on asked.product_id = product.product_id
where asked.difference > used.in_a_month
order by asked.line;
