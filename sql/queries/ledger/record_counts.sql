-- name: delete_pending_movements
-- Delete the pending movements of one counted day before the next day. Params: none.
delete from pg_temp.pending_movement;


-- name: copy_incoming_count
copy pg_temp.incoming_count (
    line, source_key, store_code, product_code, quantity, occurred_on, kind, reason, lot, expires_on, confirmed
) from stdin;


-- name: copy_incoming_count_file
copy pg_temp.incoming_count (
    line, source_key, store_code, product_code, quantity, occurred_on, kind, reason, lot, expires_on, confirmed
) from stdin with (null '');


-- name: create_incoming_count
-- Create the temporary tables of counted lots as they were sent, all as text, and of the lots that differ.
-- Grain: one row per lot, dropped at commit.
create temporary table incoming_count (
    line bigint,
    source_key text,
    store_code text,
    product_code text,
    quantity text,
    occurred_on text,
    kind text,
    reason text,
    lot text,
    expires_on text,
    confirmed text
) on commit drop;

create temporary table lot_count (
    count_id bigint,
    line bigint,
    lot text,
    balance bigint,
    counted bigint
) on commit drop;


-- name: create_counted_lots
-- Create the counted lots with ids and types; null where a text names nothing known.
-- Grain: one row per lot; the temporary table is dropped at commit.
create temporary table counted_lot on commit drop as
with typed as (
    select
        incoming_count.line,
        incoming_count.source_key,
        incoming_count.store_code,
        incoming_count.product_code,
        store.store_id,
        store.closed_on,
        product.product_id,
        product.retired_on,
        vlmis.to_quantity(incoming_count.quantity) as quantity,
        vlmis.to_day(incoming_count.occurred_on) as occurred_on,
        coalesce(incoming_count.kind, 'count_adjustment') as kind,
        incoming_count.reason,
        nullif(incoming_count.lot, '') as lot,
        vlmis.to_day(incoming_count.expires_on) as expires_on,
        coalesce(incoming_count.expires_on, '') as expires_on_text
    from pg_temp.incoming_count
    left join vlmis.store on incoming_count.store_code = store.code
    left join vlmis.product on incoming_count.product_code = product.code
)

select
    typed.line,
    typed.source_key,
    typed.store_code,
    typed.product_code,
    typed.store_id,
    typed.closed_on,
    typed.product_id,
    typed.retired_on,
    typed.quantity,
    typed.occurred_on,
    typed.kind,
    case when typed.kind = 'count_adjustment' then coalesce(typed.reason, 'count') else typed.reason end as reason,
    typed.lot,
    typed.expires_on,
    typed.expires_on_text,
    num_nulls(typed.quantity, typed.occurred_on) = 0
    and (typed.expires_on is not null or typed.expires_on_text = '') as is_readable
from typed;

analyze pg_temp.counted_lot;


-- name: delete_counts_of_bad_pairs
-- Delete the faulty lots and all lots of their pairs, so that the counts of the other pairs can be checked.
-- Params: lines bigint[]
delete from pg_temp.counted_lot
where
    counted_lot.line = any(:lines)
    or (counted_lot.store_id, counted_lot.product_id) in (
        select
            bad.store_id,
            bad.product_id
        from pg_temp.counted_lot as bad
        where bad.line = any(:lines) and num_nulls(bad.store_id, bad.product_id) = 0
    );


-- name: insert_count_differences
-- Insert the differences of the counts of one day, but of products tracked by lot: theirs are of lots.
-- Grain: one pending movement per count that differs.
-- Params: occurred_on date
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, count_id, occurred_on, stock_day, reason
)
select
    min(counted_lot.line) as line,
    stock_count.source_key || '#counted' as source_key,
    stock_count.store_id,
    stock_count.product_id,
    stock_count.kind,
    case
        when stock_count.kind = 'wastage' then stock_count.balance - stock_count.counted
        else stock_count.counted - stock_count.balance
    end as quantity,
    stock_count.count_id,
    stock_count.occurred_on,
    stock_count.stock_day,
    stock_count.reason
from pg_temp.counted_lot
inner join vlmis.stock_count on counted_lot.source_key = stock_count.source_key
inner join vlmis.product on stock_count.product_id = product.product_id
where
    counted_lot.occurred_on = :occurred_on
    and stock_count.counted <> stock_count.balance
    and coalesce(product.tracked_from > :occurred_on, true)
group by stock_count.count_id
order by stock_count.count_id;


-- name: find_count_faults
-- Find every faulty field of the counts. Grain: one row per fault.
-- Params: today date, first_day date, first_open_day date, stores_were_chosen boolean
with count_of_key as (
    select
        counted_lot.source_key,
        count(distinct row(
            counted_lot.store_code, counted_lot.product_code, counted_lot.occurred_on, counted_lot.kind,
            counted_lot.reason
        )) filter (where counted_lot.is_readable) as contents
    from pg_temp.counted_lot
    group by counted_lot.source_key
),

keys_of_pair as (
    select
        counted_lot.store_code,
        counted_lot.product_code,
        counted_lot.occurred_on,
        count(distinct counted_lot.source_key) as keys
    from pg_temp.counted_lot
    group by counted_lot.store_code, counted_lot.product_code, counted_lot.occurred_on
)

select
    counted_lot.line,
    fault.field,
    coalesce(fault.value, '') as value,
    coalesce(of_code.code, fault.code) as code,
    jsonb_build_object(
        'store', coalesce(counted_lot.store_code, ''), 'product', coalesce(counted_lot.product_code, ''),
        'reasons', allowed.reasons, 'today', cast(:today as date), 'first_day', cast(:first_day as date),
        'day', case fault.code
            when 'store_is_closed' then counted_lot.closed_on
            when 'product_is_retired' then counted_lot.retired_on
            else counted_lot.occurred_on
        end
    ) || coalesce(of_code.details, '{}') as values
from pg_temp.counted_lot
inner join pg_temp.incoming_count on counted_lot.line = incoming_count.line
left join vlmis.handed_over_code on counted_lot.store_code = handed_over_code.code
left join vlmis.stock_count on counted_lot.source_key = stock_count.source_key
left join count_of_key on counted_lot.source_key = count_of_key.source_key
left join keys_of_pair
    on
        counted_lot.store_code = keys_of_pair.store_code
        and counted_lot.product_code = keys_of_pair.product_code
        and counted_lot.occurred_on = keys_of_pair.occurred_on
left join (
    values
    ('wastage', array['expired', 'vvm', 'frozen', 'broken', 'other']),
    ('count_adjustment', array['count', 'initial_count'])
) as allowed (kind, reasons) on counted_lot.kind = allowed.kind
cross join lateral (
    values
    (
        1, 'source_key', counted_lot.source_key,
        case
            when coalesce(trim(counted_lot.source_key), '') = '' then 'field_is_missing'
            when counted_lot.source_key like '%#%' then 'key_has_number_sign'
            when stock_count.count_id is not null then 'key_has_other_content'
            when count_of_key.contents > 1 then 'key_names_several_counts'
        end
    ),
    (
        2, 'store_code', counted_lot.store_code,
        case
            when counted_lot.store_id is null then 'store_not_found'
            when counted_lot.occurred_on < handed_over_code.changed_hands_on and not :stores_were_chosen
                then 'store_code_changed_hands'
            when counted_lot.closed_on <= greatest(counted_lot.occurred_on, :first_open_day)
                then 'store_is_closed'
        end
    ),
    (
        3, 'product_code', counted_lot.product_code,
        case
            when counted_lot.product_id is null then 'product_not_found'
            when counted_lot.retired_on <= greatest(counted_lot.occurred_on, :first_open_day)
                then 'product_is_retired'
            when keys_of_pair.keys > 1 then 'pair_is_counted_twice'
        end
    ),
    (
        4, 'quantity', incoming_count.quantity,
        case
            when coalesce(incoming_count.quantity, '') !~ '^[+-]?[0-9]+$' then 'not_a_whole_number'
            when coalesce(counted_lot.quantity, -1) < 0 then 'quantity_is_negative'
        end
    ),
    (
        5, 'occurred_on', incoming_count.occurred_on,
        case
            when counted_lot.occurred_on is null then 'not_a_date'
            when counted_lot.occurred_on > :today then 'day_is_after_today'
            when counted_lot.occurred_on < :first_day then 'day_is_before_first_day'
        end
    ),
    (
        6, 'expires_on', incoming_count.expires_on,
        case when incoming_count.expires_on <> '' and counted_lot.expires_on is null then 'not_a_date' end
    ),
    (
        7, 'kind', counted_lot.kind,
        case when allowed.kind is null then 'kind_is_no_count' end
    ),
    (
        8, 'reason', counted_lot.reason,
        case when coalesce(counted_lot.reason, '') <> all(allowed.reasons) then 'reason_is_not_one_of' end
    )
) as fault (position, field, value, code)
left join lateral vlmis.store_code_fault(coalesce(fault.value, ''), counted_lot.occurred_on) as of_code
    on fault.code in ('store_not_found', 'store_code_changed_hands')
where
    fault.code is not null
    and (fault.code <> 'store_code_changed_hands' or of_code.code is not null)
order by counted_lot.line, fault.position;


-- name: find_surplus_wastage
-- Find counts of kind wastage whose quantity exceeds the balance. Grain: one fault per count. Params: occurred_on date
select
    min(counted_lot.line) as line,
    'quantity' as field,
    cast(stock_count.counted as text) as value,
    'surplus_is_no_wastage' as code,
    jsonb_build_object('balance', stock_count.balance, 'surplus', stock_count.counted - stock_count.balance)
        as values
from pg_temp.counted_lot
inner join vlmis.stock_count on counted_lot.source_key = stock_count.source_key
where
    counted_lot.occurred_on = :occurred_on
    and stock_count.kind = 'wastage'
    and stock_count.counted > stock_count.balance
group by stock_count.count_id, stock_count.counted, stock_count.balance
order by min(counted_lot.line);


-- name: insert_count_lines
-- Insert the lots of the counts of one day. Grain: one row per lot. Params: occurred_on date
insert into vlmis.stock_count_line (count_id, line, lot, expires_on, quantity)
select
    stock_count.count_id,
    row_number() over (partition by stock_count.count_id order by counted_lot.line) as line,
    counted_lot.lot,
    counted_lot.expires_on,
    counted_lot.quantity
from pg_temp.counted_lot
inner join vlmis.stock_count on counted_lot.source_key = stock_count.source_key
where counted_lot.occurred_on = :occurred_on;


-- name: insert_counts
-- Insert the counts of one day, each with the balance at the end of that day.
-- Why:    the balance of a frozen day is its closing and what was recorded late for it since; the balance
--         of an open day comes from the ledger.
-- Grain:  one count per key. Units: the product's.
-- Params: occurred_on date, first_open_day date, last_frozen date, recorded_at timestamptz, recorded_by text
insert into vlmis.stock_count (
    source_key, store_id, product_id, occurred_on, stock_day, counted, balance, kind, reason,
    recorded_at, recorded_by
)
with counted_pair as (
    select
        counted_lot.source_key,
        counted_lot.store_id,
        counted_lot.product_id,
        counted_lot.kind,
        counted_lot.reason,
        sum(counted_lot.quantity) as counted
    from pg_temp.counted_lot
    where counted_lot.occurred_on = :occurred_on
    group by
        counted_lot.source_key, counted_lot.store_id, counted_lot.product_id, counted_lot.kind,
        counted_lot.reason
)

select
    counted_pair.source_key,
    counted_pair.store_id,
    counted_pair.product_id,
    cast(:occurred_on as date) as occurred_on,
    greatest(cast(:occurred_on as date), cast(:first_open_day as date)) as stock_day,
    counted_pair.counted,
    coalesce((
        select eod_row.closing
        from vlmis.eod_row
        where
            eod_row.day = least(cast(:occurred_on as date), cast(:last_frozen as date))
            and eod_row.store_id = counted_pair.store_id
            and eod_row.product_id = counted_pair.product_id
    ), 0) + coalesce((
        select sum(vlmis.stock_effect(movement.kind, movement.quantity))
        from vlmis.movement
        where
            movement.stock_day > least(cast(:occurred_on as date), cast(:last_frozen as date))
            -- For a frozen day, add what was recorded late for it, the difference of an earlier count included.
            and (
                movement.stock_day <= :occurred_on
                or (
                    cast(:occurred_on as date) <= cast(:last_frozen as date)
                    and movement.occurred_on <= :occurred_on
                )
            )
            and movement.store_id = counted_pair.store_id
            and movement.product_id = counted_pair.product_id
    ), 0) as balance,
    cast(counted_pair.kind as vlmis.movement_kind) as kind,
    counted_pair.reason,
    :recorded_at,
    :recorded_by
from counted_pair
order by counted_pair.store_id, counted_pair.product_id;


-- name: select_count_dates
-- Select the counted days, oldest first: a later count is compared after an earlier one.
select distinct counted_lot.occurred_on
from pg_temp.counted_lot
where counted_lot.occurred_on is not null
order by counted_lot.occurred_on;


-- name: delete_recorded_counts
-- Delete from the sent counts those that were recorded before with the same content; return their keys.
-- Grain: one row per deleted lot.
delete from pg_temp.counted_lot
where counted_lot.source_key in (
    select sent.source_key
    from (
        select
            whole.source_key,
            whole.store_code,
            whole.product_code,
            whole.occurred_on,
            whole.kind,
            whole.reason,
            sum(whole.quantity) as counted,
            array_agg(concat_ws(' ', whole.quantity, whole.lot) order by whole.lot, whole.quantity) as lots
        from pg_temp.counted_lot as whole
        group by
            whole.source_key, whole.store_code, whole.product_code, whole.occurred_on, whole.kind,
            whole.reason
        -- A lot that cannot be read is a fault and stays in the table to be reported.
        having bool_and(whole.is_readable)
    ) as sent
    -- A key that names two counts is a fault and stays in the table to be reported.
    inner join (
        select named.source_key
        from (
            select distinct
                counted_lot.source_key,
                counted_lot.store_code,
                counted_lot.product_code,
                counted_lot.occurred_on
            from pg_temp.counted_lot
        ) as named
        group by named.source_key
        having count(*) = 1
    ) as plain on sent.source_key = plain.source_key
    inner join vlmis.stock_count on sent.source_key = stock_count.source_key
    inner join vlmis.store on stock_count.store_id = store.store_id
    inner join vlmis.product on stock_count.product_id = product.product_id
    where
        (
            store.code, product.code, stock_count.occurred_on, cast(stock_count.kind as text),
            stock_count.reason, stock_count.counted
        ) = (
            sent.store_code, sent.product_code, sent.occurred_on, sent.kind, sent.reason, sent.counted
        )
        -- The lots of a product that is not tracked are a remark.
        and case
            when product.tracked_from <= stock_count.occurred_on
                then sent.lots = (
                    select array_agg(concat_ws(' ', line.quantity, line.lot) order by line.lot, line.quantity)
                    from vlmis.stock_count_line as line
                    where line.count_id = stock_count.count_id
                )
            else true
        end
)
returning counted_lot.source_key;


-- name: insert_affected_pairs_of_counts
-- Insert the counted pairs. Grain: one row per pair. Params: first_open_day date
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    counted_lot.store_id,
    counted_lot.product_id,
    min(greatest(counted_lot.occurred_on, :first_open_day)) as stock_day
from pg_temp.counted_lot
where counted_lot.store_id is not null and counted_lot.product_id is not null
group by counted_lot.store_id, counted_lot.product_id;
