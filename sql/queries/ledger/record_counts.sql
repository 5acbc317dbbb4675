-- name: delete_pending_movements
-- Delete the pending movements of one counted day before the next day. Params: none.
delete from pg_temp.pending_movement;


-- name: copy_incoming_count
copy pg_temp.incoming_count (
    line, source_key, store_code, product_code, quantity, occurred_on, kind, reason, lot, expires_on
) from stdin;


-- name: create_incoming_count
-- Create the temporary table of counted lots as they were sent. Grain: one row per lot, dropped at commit.
create temporary table incoming_count (
    line bigint,
    source_key text,
    store_code text,
    product_code text,
    quantity bigint,
    occurred_on date,
    kind text,
    reason text,
    lot text,
    expires_on date
) on commit drop;


-- name: insert_count_differences
-- Insert the differences of the counts of one day. Grain: one pending movement per count that differs.
-- Params: occurred_on date
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, count_id, occurred_on, stock_day, reason
)
select
    min(incoming_count.line) as line,
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
from pg_temp.incoming_count
inner join vlmis.stock_count on incoming_count.source_key = stock_count.source_key
where incoming_count.occurred_on = :occurred_on and stock_count.counted <> stock_count.balance
group by stock_count.count_id
order by stock_count.count_id;


-- name: find_count_faults
-- Find every faulty field of the counts. Grain: one row per fault.
-- Params: today date, first_day date, first_open_day date
with count_of_key as (
    select
        incoming_count.source_key,
        count(distinct row(
            incoming_count.store_code, incoming_count.product_code, incoming_count.occurred_on,
            incoming_count.kind, incoming_count.reason
        )) as contents
    from pg_temp.incoming_count
    group by incoming_count.source_key
),

keys_of_pair as (
    select
        incoming_count.store_code,
        incoming_count.product_code,
        incoming_count.occurred_on,
        count(distinct incoming_count.source_key) as keys
    from pg_temp.incoming_count
    group by incoming_count.store_code, incoming_count.product_code, incoming_count.occurred_on
)

select
    incoming_count.line,
    fault.field,
    coalesce(fault.value, '') as value,
    fault.code,
    jsonb_build_object(
        'store', incoming_count.store_code, 'product', incoming_count.product_code, 'reasons', allowed.reasons,
        'today', cast(:today as date), 'first_day', cast(:first_day as date),
        'day', case fault.code
            when 'store_is_closed' then store.closed_on
            when 'product_is_retired' then product.retired_on
            else incoming_count.occurred_on
        end
    ) as values
from pg_temp.incoming_count
left join vlmis.store on incoming_count.store_code = store.code
left join vlmis.product on incoming_count.product_code = product.code
left join vlmis.stock_count on incoming_count.source_key = stock_count.source_key
left join count_of_key on incoming_count.source_key = count_of_key.source_key
left join keys_of_pair
    on
        incoming_count.store_code = keys_of_pair.store_code
        and incoming_count.product_code = keys_of_pair.product_code
        and incoming_count.occurred_on = keys_of_pair.occurred_on
left join (
    values
    ('wastage', array['expired', 'vvm', 'frozen', 'broken', 'other']),
    ('count_adjustment', array['count', 'initial_count'])
) as allowed (kind, reasons) on incoming_count.kind = allowed.kind
cross join lateral (
    values
    (
        'source_key', incoming_count.source_key,
        case
            when coalesce(trim(incoming_count.source_key), '') = '' then 'field_is_missing'
            when incoming_count.source_key like '%#%' then 'key_has_number_sign'
            when stock_count.count_id is not null then 'key_has_other_content'
            when count_of_key.contents > 1 then 'key_names_several_counts'
        end
    ),
    (
        'store_code', incoming_count.store_code,
        case
            when store.store_id is null then 'store_not_found'
            when store.closed_on <= greatest(incoming_count.occurred_on, :first_open_day)
                then 'store_is_closed'
        end
    ),
    (
        'product_code', incoming_count.product_code,
        case
            when product.product_id is null then 'product_not_found'
            when product.retired_on <= greatest(incoming_count.occurred_on, :first_open_day)
                then 'product_is_retired'
            when keys_of_pair.keys > 1 then 'pair_is_counted_twice'
        end
    ),
    (
        'quantity', cast(incoming_count.quantity as text),
        case
            when incoming_count.quantity not between 0 and 999999999
                then 'quantity_is_negative'
        end
    ),
    (
        'occurred_on', cast(incoming_count.occurred_on as text),
        case
            when incoming_count.occurred_on > :today then 'day_is_after_today'
            when incoming_count.occurred_on < :first_day then 'day_is_before_first_day'
        end
    ),
    (
        'reason', incoming_count.reason,
        case
            when allowed.kind is null then 'kind_is_no_count'
            when incoming_count.reason <> all(allowed.reasons) then 'reason_is_not_one_of'
        end
    )
) as fault (field, value, code)
where fault.code is not null
order by incoming_count.line;


-- name: find_surplus_wastage
-- Find counts of kind wastage whose quantity exceeds the balance. Grain: one fault per count. Params: occurred_on date
select
    min(incoming_count.line) as line,
    'quantity' as field,
    cast(stock_count.counted as text) as value,
    'surplus_is_no_wastage' as code,
    jsonb_build_object('balance', stock_count.balance, 'surplus', stock_count.counted - stock_count.balance)
        as values
from pg_temp.incoming_count
inner join vlmis.stock_count on incoming_count.source_key = stock_count.source_key
where
    incoming_count.occurred_on = :occurred_on
    and stock_count.kind = 'wastage'
    and stock_count.counted > stock_count.balance
group by stock_count.count_id, stock_count.counted, stock_count.balance
order by min(incoming_count.line);


-- name: insert_count_lines
-- Insert the lots of the counts of one day. Grain: one row per lot. Params: occurred_on date
insert into vlmis.stock_count_line (count_id, line, lot, expires_on, quantity)
select
    stock_count.count_id,
    row_number() over (partition by stock_count.count_id order by incoming_count.line) as line,
    incoming_count.lot,
    incoming_count.expires_on,
    incoming_count.quantity
from pg_temp.incoming_count
inner join vlmis.stock_count on incoming_count.source_key = stock_count.source_key
where incoming_count.occurred_on = :occurred_on;


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
        incoming_count.source_key,
        store.store_id,
        product.product_id,
        incoming_count.kind,
        incoming_count.reason,
        sum(incoming_count.quantity) as counted
    from pg_temp.incoming_count
    inner join vlmis.store on incoming_count.store_code = store.code
    inner join vlmis.product on incoming_count.product_code = product.code
    where incoming_count.occurred_on = :occurred_on
    group by
        incoming_count.source_key, store.store_id, product.product_id, incoming_count.kind,
        incoming_count.reason
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
select distinct incoming_count.occurred_on
from pg_temp.incoming_count
order by incoming_count.occurred_on;


-- name: delete_recorded_counts
-- Delete from the sent counts those that were recorded before with the same content; return their keys.
-- Grain: one row per deleted lot.
delete from pg_temp.incoming_count
where incoming_count.source_key in (
    select sent.source_key
    from (
        select
            whole.source_key,
            whole.store_code,
            whole.product_code,
            whole.occurred_on,
            whole.kind,
            whole.reason,
            sum(whole.quantity) as counted
        from pg_temp.incoming_count as whole
        group by
            whole.source_key, whole.store_code, whole.product_code, whole.occurred_on, whole.kind,
            whole.reason
    ) as sent
    -- A key that names two counts is a fault and stays in the table to be reported.
    inner join (
        select named.source_key
        from (
            select distinct
                incoming_count.source_key,
                incoming_count.store_code,
                incoming_count.product_code,
                incoming_count.occurred_on
            from pg_temp.incoming_count
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
)
returning incoming_count.source_key;


-- name: insert_affected_pairs_of_counts
-- Insert the counted pairs. Grain: one row per pair. Params: first_open_day date
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    store.store_id,
    product.product_id,
    min(greatest(incoming_count.occurred_on, :first_open_day)) as stock_day
from pg_temp.incoming_count
inner join vlmis.store on incoming_count.store_code = store.code
inner join vlmis.product on incoming_count.product_code = product.code
group by store.store_id, product.product_id;
