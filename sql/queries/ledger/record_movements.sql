-- name: copy_incoming_file
copy pg_temp.incoming_line (
    source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason
) from stdin with (format csv, header match, encoding 'UTF8');


-- name: copy_incoming_lines
copy pg_temp.incoming_line (
    line, source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason
) from stdin;


-- name: copy_incoming_pairs
copy pg_temp.incoming_pair (store_code, product_code, opened_on) from stdin;


-- name: insert_pending_movements
-- Turn the lines into pending movements: a transfer into both its legs, any other line into one.
-- Grain: one pending movement per movement to record.
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id,
    occurred_on, stock_day, lot, expires_on, reason
)
with named as (
    select
        resolved_line.*,
        case
            when resolved_line.kind in ('distribution_out', 'return_out') then nextval('vlmis.transfer_id_seq')
        end as transfer_id
    from pg_temp.resolved_line
    order by resolved_line.line
),

legs as (
    select
        named.line,
        1 as leg,
        named.source_key,
        named.store_id,
        named.product_id,
        named.kind,
        named.counterpart_store_id,
        named.transfer_id
    from named
    union all
    select
        named.line,
        2 as leg,
        named.source_key || '#received' as source_key,
        named.counterpart_store_id as store_id,
        named.product_id,
        case named.kind
            when 'distribution_out' then cast('requisition_received' as vlmis.movement_kind)
            else cast('return_in' as vlmis.movement_kind)
        end as kind,
        named.store_id as counterpart_store_id,
        named.transfer_id
    from named
    where named.transfer_id is not null
)

select
    legs.line,
    legs.source_key,
    legs.store_id,
    legs.product_id,
    legs.kind,
    named.quantity,
    legs.counterpart_store_id,
    legs.transfer_id,
    named.occurred_on,
    named.stock_day,
    named.lot,
    named.expires_on,
    named.reason
from legs
inner join named on legs.line = named.line
order by legs.line, legs.leg;


-- name: delete_lines_of_bad_pairs
-- Delete the faulty lines and all lines of their pairs, so that the balances of the other pairs can be checked.
-- Params: lines bigint[]
with bad_pair as (
    select
        resolved_line.store_id,
        resolved_line.product_id
    from pg_temp.resolved_line
    where resolved_line.line = any(:lines)
    union
    select
        resolved_line.counterpart_store_id as store_id,
        resolved_line.product_id
    from pg_temp.resolved_line
    where resolved_line.line = any(:lines)
)

delete from pg_temp.resolved_line
where
    resolved_line.line = any(:lines)
    or (resolved_line.store_id, resolved_line.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    )
    or (resolved_line.counterpart_store_id, resolved_line.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    );


-- name: delete_repeated_lines
-- Delete the repetitions of a line; the first one stays. Grain: one deleted row per repetition.
delete from pg_temp.resolved_line
using pg_temp.resolved_line as earlier
where resolved_line.source_key = earlier.source_key and resolved_line.line > earlier.line;


-- name: find_line_faults
-- Find every faulty field of the lines.
-- Grain:  one row per fault, by line; no row: the lines may be recorded.
-- Params: today date (local), first_day date
with checked as (
    select
        resolved_line.line,
        case
            when coalesce(trim(resolved_line.source_key), '') = '' then 'is missing'
            when resolved_line.source_key like '%#%' then 'must not contain "#"'
            when movement.movement_id is not null then 'was recorded before with other content'
        end as source_key_problem,
        case
            when resolved_line.store_id is null then 'no such store'
            when resolved_line.store_closed_on <= resolved_line.stock_day then 'the store is closed'
        end as store_problem,
        case
            when resolved_line.product_id is null then 'no such product'
            when resolved_line.retired_on <= resolved_line.stock_day then 'the product is retired'
        end as product_problem,
        case
            when resolved_line.kind is null then 'no such kind of movement'
            when resolved_line.kind = 'requisition_received'
                then 'is made by the supplier''s distribution_out, not recorded by itself'
            when resolved_line.kind = 'return_in' then 'is made by the child''s return_out, not recorded by itself'
            when resolved_line.kind = 'arrival' and resolved_line.supplier_store_id is not null
                then 'only the central store takes arrivals'
        end as kind_problem,
        case
            when resolved_line.quantity is null then 'must be a whole number of at most nine digits'
            when resolved_line.quantity = 0 then 'must not be zero'
            when resolved_line.quantity < 0 and (resolved_line.kind is distinct from 'count_adjustment')
                then 'must be positive'
        end as quantity_problem,
        case
            when resolved_line.occurred_on is null then 'must be a date, as 2026-03-05'
            when resolved_line.occurred_on > :today then 'lies in the future'
            when resolved_line.occurred_on < :first_day then 'lies before the first day of the ledger, ' || :first_day
        end as occurred_on_problem,
        case
            when resolved_line.kind in ('distribution_out', 'return_out') then
                case
                    when resolved_line.counterpart_store_id is null then 'no such store'
                    when resolved_line.counterpart_closed_on <= resolved_line.stock_day then 'the store is closed'
                    when resolved_line.kind = 'distribution_out'
                        and (resolved_line.counterpart_supplier_id is distinct from resolved_line.store_id)
                        then 'is not a store that this one supplies'
                    when resolved_line.kind = 'return_out'
                        and (resolved_line.supplier_store_id is distinct from resolved_line.counterpart_store_id)
                        then 'is not the store that supplies this one'
                end
            when coalesce(incoming_line.counterpart_store_code, '') <> '' then 'this kind has no counterpart'
        end as counterpart_problem,
        case
            when coalesce(incoming_line.expires_on, '') <> '' and resolved_line.expires_on is null
                then 'must be a date, as 2026-03-05'
        end as expires_on_problem,
        case
            when resolved_line.kind = 'wastage' and coalesce(resolved_line.reason, '')
                not in ('expired', 'vvm', 'frozen', 'broken', 'other')
                then 'must be one of expired, vvm, frozen, broken, other'
            when resolved_line.kind = 'count_adjustment' and coalesce(resolved_line.reason, '')
                not in ('count', 'initial_count', 'national_file_gap', 'recount')
                then 'must be one of count, initial_count, national_file_gap, recount'
            when resolved_line.kind not in ('wastage', 'count_adjustment') and resolved_line.reason is not null
                then 'this kind has no reason'
        end as reason_problem
    from pg_temp.resolved_line
    inner join pg_temp.incoming_line on resolved_line.line = incoming_line.line
    left join vlmis.movement on resolved_line.source_key = movement.source_key
),

bad as (
    select checked.*
    from checked
    where
        num_nonnulls(
            checked.source_key_problem, checked.store_problem, checked.product_problem, checked.kind_problem,
            checked.quantity_problem, checked.occurred_on_problem, checked.counterpart_problem,
            checked.expires_on_problem, checked.reason_problem
        ) > 0
)

select
    bad.line,
    problem.field,
    coalesce(problem.value, '') as value,
    problem.reason
from bad
inner join pg_temp.incoming_line on bad.line = incoming_line.line
cross join lateral (
    values
    (1, 'source_key', incoming_line.source_key, bad.source_key_problem),
    (2, 'store_code', incoming_line.store_code, bad.store_problem),
    (3, 'product_code', incoming_line.product_code, bad.product_problem),
    (4, 'kind', incoming_line.kind, bad.kind_problem),
    (5, 'quantity', incoming_line.quantity, bad.quantity_problem),
    (6, 'occurred_on', incoming_line.occurred_on, bad.occurred_on_problem),
    (7, 'counterpart_store_code', incoming_line.counterpart_store_code, bad.counterpart_problem),
    (8, 'expires_on', incoming_line.expires_on, bad.expires_on_problem),
    (9, 'reason', incoming_line.reason, bad.reason_problem)
) as problem (position, field, value, reason)
where problem.reason is not null
order by bad.line, problem.position;


-- name: find_repeated_keys
-- Find lines whose key an earlier line of the same file or request has.
-- Grain: one row per repeating line; is_same: all its other fields are equal too.
with repeated as (
    select resolved_line.source_key
    from pg_temp.resolved_line
    group by resolved_line.source_key
    having count(*) > 1
),

first_line as (
    select
        resolved_line.source_key,
        min(resolved_line.line) as line
    from pg_temp.resolved_line
    inner join repeated on resolved_line.source_key = repeated.source_key
    group by resolved_line.source_key
)

select
    later.line,
    later.source_key,
    earlier.line as first_line,
    (
        (
            later.store_id, later.product_id, later.kind, later.quantity, later.occurred_on,
            later.counterpart_store_id, later.lot, later.expires_on, later.reason
        ) is not distinct from (
            earlier.store_id, earlier.product_id, earlier.kind, earlier.quantity, earlier.occurred_on,
            earlier.counterpart_store_id, earlier.lot, earlier.expires_on, earlier.reason
        )
    ) as is_same
from first_line
inner join pg_temp.resolved_line as earlier on first_line.line = earlier.line
inner join pg_temp.resolved_line as later
    on first_line.source_key = later.source_key and first_line.line < later.line
order by later.line;


-- name: create_resolved_lines
-- Create the lines with ids, types and stock day; null where a text names nothing known.
-- Grain: one row per line; the temporary table is dropped at commit.
-- Why: a materialized part is computed once, not for every line.
analyze pg_temp.incoming_line;

create temporary table resolved_line on commit drop as
with horizon as materialized (
    select vlmis.first_open_day() as first_open_day
),

-- A file has many lines and few days: each text is read once.
day_text as materialized (
    select
        written.text,
        vlmis.to_day(written.text) as day
    from (
        select incoming_line.occurred_on as text
        from pg_temp.incoming_line
        union
        select incoming_line.expires_on as text
        from pg_temp.incoming_line
    ) as written
),

known as (
    select
        listed.kind,
        cast(listed.kind as text) as text
    from unnest(enum_range(cast(null as vlmis.movement_kind))) as listed (kind)
),

typed as (
    select
        incoming_line.line,
        known.kind,
        vlmis.to_quantity(incoming_line.quantity) as quantity,
        occurred.day as occurred_on,
        expires.day as expires_on,
        store.store_id,
        store.supplier_store_id,
        store.closed_on as store_closed_on,
        product.product_id,
        product.retired_on,
        counterpart.store_id as counterpart_store_id,
        counterpart.supplier_store_id as counterpart_supplier_id,
        counterpart.closed_on as counterpart_closed_on,
        incoming_line.source_key,
        nullif(incoming_line.lot, '') as lot,
        nullif(incoming_line.reason, '') as reason
    from pg_temp.incoming_line
    left join vlmis.store on incoming_line.store_code = store.code
    left join vlmis.product on incoming_line.product_code = product.code
    left join vlmis.store as counterpart on incoming_line.counterpart_store_code = counterpart.code
    left join known on incoming_line.kind = known.text
    left join day_text as occurred on incoming_line.occurred_on = occurred.text
    left join day_text as expires on incoming_line.expires_on = expires.text
)

select
    typed.line,
    typed.kind,
    typed.quantity,
    typed.occurred_on,
    greatest(typed.occurred_on, horizon.first_open_day) as stock_day,
    typed.expires_on,
    typed.store_id,
    typed.supplier_store_id,
    typed.store_closed_on,
    typed.product_id,
    typed.retired_on,
    typed.counterpart_store_id,
    typed.counterpart_supplier_id,
    typed.counterpart_closed_on,
    typed.source_key,
    typed.lot,
    typed.reason
from typed
cross join horizon;

analyze pg_temp.resolved_line;


-- name: delete_recorded_lines
-- Delete the lines that were recorded before with the same content.
-- Grain: one deleted row per such line.
delete from pg_temp.resolved_line
using vlmis.movement
where
    movement.source_key = resolved_line.source_key
    and (
        movement.store_id, movement.product_id, movement.kind, movement.quantity, movement.occurred_on
    ) = (
        resolved_line.store_id, resolved_line.product_id, resolved_line.kind, resolved_line.quantity,
        resolved_line.occurred_on
    )
    and movement.reverses_movement_id is null
    and movement.counterpart_store_id is not distinct from resolved_line.counterpart_store_id
    and movement.lot is not distinct from resolved_line.lot
    and movement.expires_on is not distinct from resolved_line.expires_on
    and movement.reason is not distinct from resolved_line.reason;


-- name: insert_affected_pairs_of_lines
-- Insert the pairs whose stock the lines change, and those opened without a movement. Grain: one row per pair.
-- Params: first_open_day date
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    affected.store_id,
    affected.product_id,
    min(affected.stock_day) as stock_day
from (
    select
        resolved_line.store_id,
        resolved_line.product_id,
        resolved_line.stock_day
    from pg_temp.resolved_line
    union all
    select
        resolved_line.counterpart_store_id as store_id,
        resolved_line.product_id,
        resolved_line.stock_day
    from pg_temp.resolved_line
    where resolved_line.kind in ('distribution_out', 'return_out')
    union all
    select
        store.store_id,
        product.product_id,
        greatest(incoming_pair.opened_on, :first_open_day) as stock_day
    from pg_temp.incoming_pair
    inner join vlmis.store on incoming_pair.store_code = store.code
    inner join vlmis.product on incoming_pair.product_code = product.code
) as affected
where affected.store_id is not null and affected.product_id is not null and affected.stock_day is not null
group by affected.store_id, affected.product_id;
