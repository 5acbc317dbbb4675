-- name: copy_intake_file
copy pg_temp.intake_line (
    source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason
) from stdin with (format csv, header match, encoding 'UTF8');


-- name: copy_intake_lines
copy pg_temp.intake_line (
    line, source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason
) from stdin;


-- name: copy_intake_pairs
copy pg_temp.intake_pair (store_code, product_code, opened_on) from stdin;


-- name: draft_movements
-- Turn the lines into movements: a transfer into both its legs, everything else into one.
-- Grain: one draft per movement to be.
insert into pg_temp.draft (
    line, source_key, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id,
    occurred_on, stock_day, lot, expires_on, reason
)
with named as (
    select
        resolved.*,
        case
            when resolved.kind in ('distribution_out', 'return_out') then nextval('vlmis.transfer_id_seq')
        end as transfer_id
    from pg_temp.resolved
    order by resolved.line
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


-- name: drop_lines_of_bad_pairs
-- Take out the bad lines and all lines of their pairs; the balances of the rest can still be judged.
-- Params: lines bigint[]
with bad_pair as (
    select
        resolved.store_id,
        resolved.product_id
    from pg_temp.resolved
    where resolved.line = any(:lines)
    union
    select
        resolved.counterpart_store_id as store_id,
        resolved.product_id
    from pg_temp.resolved
    where resolved.line = any(:lines)
)

delete from pg_temp.resolved
where
    resolved.line = any(:lines)
    or (resolved.store_id, resolved.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    )
    or (resolved.counterpart_store_id, resolved.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    );


-- name: drop_repeated_lines
-- Keep the first of lines that repeat each other. Grain: one deleted row per repetition.
delete from pg_temp.resolved
using pg_temp.resolved as earlier
where resolved.source_key = earlier.source_key and resolved.line > earlier.line;


-- name: find_bad_fields
-- Every field of the lines that cannot be taken, and why.
-- Grain:  one row per bad field, by line. None: the lines may be recorded.
-- Params: today date (local), first_day date
with judged as (
    select
        resolved.line,
        case
            when coalesce(trim(resolved.source_key), '') = '' then 'is missing'
            when resolved.source_key like '%#%' then 'must not contain "#"'
            when movement.movement_id is not null then 'was recorded before with other content'
        end as source_key_problem,
        case
            when resolved.store_id is null then 'no such store'
            when resolved.store_closed_on <= resolved.stock_day then 'the store is closed'
        end as store_problem,
        case
            when resolved.product_id is null then 'no such product'
            when resolved.retired_on <= resolved.stock_day then 'the product is retired'
        end as product_problem,
        case
            when resolved.kind is null then 'no such kind of movement'
            when resolved.kind = 'requisition_received'
                then 'is made by the supplier''s distribution_out, not recorded by itself'
            when resolved.kind = 'return_in' then 'is made by the child''s return_out, not recorded by itself'
            when resolved.kind = 'arrival' and resolved.supplier_store_id is not null
                then 'only the central store takes arrivals'
        end as kind_problem,
        case
            when resolved.quantity is null then 'must be a whole number of at most nine digits'
            when resolved.quantity = 0 then 'must not be zero'
            when resolved.quantity < 0 and (resolved.kind is distinct from 'count_adjustment')
                then 'must be positive'
        end as quantity_problem,
        case
            when resolved.occurred_on is null then 'must be a date, as 2026-03-05'
            when resolved.occurred_on > :today then 'lies in the future'
            when resolved.occurred_on < :first_day then 'lies before the first day of the ledger, ' || :first_day
        end as occurred_on_problem,
        case
            when resolved.kind in ('distribution_out', 'return_out') then
                case
                    when resolved.counterpart_store_id is null then 'no such store'
                    when resolved.counterpart_closed_on <= resolved.stock_day then 'the store is closed'
                    when resolved.kind = 'distribution_out'
                        and (resolved.counterpart_supplier_id is distinct from resolved.store_id)
                        then 'is not a store that this one supplies'
                    when resolved.kind = 'return_out'
                        and (resolved.supplier_store_id is distinct from resolved.counterpart_store_id)
                        then 'is not the store that supplies this one'
                end
            when coalesce(intake_line.counterpart_store_code, '') <> '' then 'this kind has no counterpart'
        end as counterpart_problem,
        case
            when coalesce(intake_line.expires_on, '') <> '' and resolved.expires_on is null
                then 'must be a date, as 2026-03-05'
        end as expires_on_problem,
        case
            when resolved.kind = 'wastage' and coalesce(resolved.reason, '')
                not in ('expired', 'vvm', 'frozen', 'broken', 'other')
                then 'must be one of expired, vvm, frozen, broken, other'
            when resolved.kind = 'count_adjustment' and coalesce(resolved.reason, '')
                not in ('count', 'initial_count', 'national_file_gap', 'recount')
                then 'must be one of count, initial_count, national_file_gap, recount'
            when resolved.kind not in ('wastage', 'count_adjustment') and resolved.reason is not null
                then 'this kind has no reason'
        end as reason_problem
    from pg_temp.resolved
    inner join pg_temp.intake_line on resolved.line = intake_line.line
    left join vlmis.movement on resolved.source_key = movement.source_key
),

bad as (
    select judged.*
    from judged
    where
        num_nonnulls(
            judged.source_key_problem, judged.store_problem, judged.product_problem, judged.kind_problem,
            judged.quantity_problem, judged.occurred_on_problem, judged.counterpart_problem,
            judged.expires_on_problem, judged.reason_problem
        ) > 0
)

select
    bad.line,
    problem.field,
    coalesce(problem.value, '') as value,
    problem.reason
from bad
inner join pg_temp.intake_line on bad.line = intake_line.line
cross join lateral (
    values
    (1, 'source_key', intake_line.source_key, bad.source_key_problem),
    (2, 'store_code', intake_line.store_code, bad.store_problem),
    (3, 'product_code', intake_line.product_code, bad.product_problem),
    (4, 'kind', intake_line.kind, bad.kind_problem),
    (5, 'quantity', intake_line.quantity, bad.quantity_problem),
    (6, 'occurred_on', intake_line.occurred_on, bad.occurred_on_problem),
    (7, 'counterpart_store_code', intake_line.counterpart_store_code, bad.counterpart_problem),
    (8, 'expires_on', intake_line.expires_on, bad.expires_on_problem),
    (9, 'reason', intake_line.reason, bad.reason_problem)
) as problem (position, field, value, reason)
where problem.reason is not null
order by bad.line, problem.position;


-- name: find_repeated_keys
-- Lines whose key stands on an earlier line of the same file or request.
-- Grain: one row per repeating line; is_same: with the same content, so that it says nothing new.
with repeated as (
    select resolved.source_key
    from pg_temp.resolved
    group by resolved.source_key
    having count(*) > 1
),

first_line as (
    select
        resolved.source_key,
        min(resolved.line) as line
    from pg_temp.resolved
    inner join repeated on resolved.source_key = repeated.source_key
    group by resolved.source_key
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
inner join pg_temp.resolved as earlier on first_line.line = earlier.line
inner join pg_temp.resolved as later
    on first_line.source_key = later.source_key and first_line.line < later.line
order by later.line;


-- name: resolve_intake
-- Give every line its ids, types and stock day; null where the text names nothing.
-- Grain: one row per line (temporary table `resolved`, gone at commit).
-- Why: what is materialized is computed once, not for every line.
analyze pg_temp.intake_line;

create temporary table resolved on commit drop as
with horizon as materialized (
    select vlmis.first_open_day() as first_open_day
),

-- A file has many lines and few days: each text is read once.
day_text as materialized (
    select
        written.text,
        vlmis.to_day(written.text) as day
    from (
        select intake_line.occurred_on as text
        from pg_temp.intake_line
        union
        select intake_line.expires_on as text
        from pg_temp.intake_line
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
        intake_line.line,
        known.kind,
        vlmis.to_quantity(intake_line.quantity) as quantity,
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
        intake_line.source_key,
        nullif(intake_line.lot, '') as lot,
        nullif(intake_line.reason, '') as reason
    from pg_temp.intake_line
    left join vlmis.store on intake_line.store_code = store.code
    left join vlmis.product on intake_line.product_code = product.code
    left join vlmis.store as counterpart on intake_line.counterpart_store_code = counterpart.code
    left join known on intake_line.kind = known.text
    left join day_text as occurred on intake_line.occurred_on = occurred.text
    left join day_text as expires on intake_line.expires_on = expires.text
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

analyze pg_temp.resolved;


-- name: settle_recorded
-- Take out the lines that were recorded before with the same content: they are done.
-- Grain: one deleted row per line that was already recorded.
delete from pg_temp.resolved
using vlmis.movement
where
    movement.source_key = resolved.source_key
    and (
        movement.store_id, movement.product_id, movement.kind, movement.quantity, movement.occurred_on
    ) = (
        resolved.store_id, resolved.product_id, resolved.kind, resolved.quantity, resolved.occurred_on
    )
    and movement.reverses_movement_id is null
    and movement.counterpart_store_id is not distinct from resolved.counterpart_store_id
    and movement.lot is not distinct from resolved.lot
    and movement.expires_on is not distinct from resolved.expires_on
    and movement.reason is not distinct from resolved.reason;


-- name: touch_pairs_of_lines
-- The pairs that the lines touch, or open without a movement. Grain: one row per pair.
-- Params: first_open_day date
insert into pg_temp.touched_pair (store_id, product_id, stock_day)
select
    touched.store_id,
    touched.product_id,
    min(touched.stock_day) as stock_day
from (
    select
        resolved.store_id,
        resolved.product_id,
        resolved.stock_day
    from pg_temp.resolved
    union all
    select
        resolved.counterpart_store_id as store_id,
        resolved.product_id,
        resolved.stock_day
    from pg_temp.resolved
    where resolved.kind in ('distribution_out', 'return_out')
    union all
    select
        store.store_id,
        product.product_id,
        greatest(intake_pair.opened_on, :first_open_day) as stock_day
    from pg_temp.intake_pair
    inner join vlmis.store on intake_pair.store_code = store.code
    inner join vlmis.product on intake_pair.product_code = product.code
) as touched
where touched.store_id is not null and touched.product_id is not null and touched.stock_day is not null
group by touched.store_id, touched.product_id;
