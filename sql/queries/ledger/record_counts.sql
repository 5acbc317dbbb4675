-- name: clear_drafts
-- Make room for the next counted day. Params: none.
delete from pg_temp.draft;


-- name: copy_intake_count
copy pg_temp.intake_count (
    line, source_key, store_code, product_code, quantity, occurred_on, kind, reason, lot, expires_on
) from stdin;


-- name: create_intake_count
-- Counted lots as they were sent. Grain: temporary, one row per lot, gone at commit.
create temporary table intake_count (
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


-- name: draft_count_differences
-- The differences of the counts of one day, as movements. Grain: one draft per count that differs.
-- Params: occurred_on date
insert into pg_temp.draft (
    line, source_key, store_id, product_id, kind, quantity, count_id, occurred_on, stock_day, reason
)
select
    min(intake_count.line) as line,
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
from pg_temp.intake_count
inner join vlmis.stock_count on intake_count.source_key = stock_count.source_key
where intake_count.occurred_on = :occurred_on and stock_count.counted <> stock_count.balance
group by stock_count.count_id
order by stock_count.count_id;


-- name: find_bad_counts
-- Every field of the counts that cannot be taken, and why. Grain: one row per bad field.
-- Params: today date, first_day date, first_open_day date
with count_of_key as (
    select
        intake_count.source_key,
        count(distinct row(
            intake_count.store_code, intake_count.product_code, intake_count.occurred_on,
            intake_count.kind, intake_count.reason
        )) as contents
    from pg_temp.intake_count
    group by intake_count.source_key
),

keys_of_pair as (
    select
        intake_count.store_code,
        intake_count.product_code,
        intake_count.occurred_on,
        count(distinct intake_count.source_key) as keys
    from pg_temp.intake_count
    group by intake_count.store_code, intake_count.product_code, intake_count.occurred_on
)

select
    intake_count.line,
    problem.field,
    coalesce(problem.value, '') as value,
    problem.reason
from pg_temp.intake_count
left join vlmis.store on intake_count.store_code = store.code
left join vlmis.product on intake_count.product_code = product.code
left join vlmis.stock_count on intake_count.source_key = stock_count.source_key
left join count_of_key on intake_count.source_key = count_of_key.source_key
left join keys_of_pair
    on
        intake_count.store_code = keys_of_pair.store_code
        and intake_count.product_code = keys_of_pair.product_code
        and intake_count.occurred_on = keys_of_pair.occurred_on
cross join lateral (
    values
    (
        'source_key', intake_count.source_key,
        case
            when coalesce(trim(intake_count.source_key), '') = '' then 'is missing'
            when intake_count.source_key like '%#%' then 'must not contain "#"'
            when stock_count.count_id is not null then 'was recorded before with other content'
            when count_of_key.contents > 1 then 'names more than one count'
        end
    ),
    (
        'store_code', intake_count.store_code,
        case
            when store.store_id is null then 'no such store'
            when store.closed_on <= greatest(intake_count.occurred_on, :first_open_day)
                then 'the store is closed'
        end
    ),
    (
        'product_code', intake_count.product_code,
        case
            when product.product_id is null then 'no such product'
            when product.retired_on <= greatest(intake_count.occurred_on, :first_open_day)
                then 'the product is retired'
            when keys_of_pair.keys > 1 then 'is counted twice for the same store and day'
        end
    ),
    (
        'quantity', cast(intake_count.quantity as text),
        case
            when intake_count.quantity not between 0 and 999999999
                then 'must be 0 or more, of at most nine digits'
        end
    ),
    (
        'occurred_on', cast(intake_count.occurred_on as text),
        case
            when intake_count.occurred_on > :today then 'lies in the future'
            when intake_count.occurred_on < :first_day then 'lies before the first day of the ledger'
        end
    ),
    (
        'reason', intake_count.reason,
        case
            when
                intake_count.kind = 'wastage'
                and intake_count.reason not in ('expired', 'vvm', 'frozen', 'broken', 'other')
                then 'must be one of expired, vvm, frozen, broken, other'
            when
                intake_count.kind = 'count_adjustment'
                and intake_count.reason not in ('count', 'initial_count')
                then 'must be one of count, initial_count'
            when intake_count.kind not in ('wastage', 'count_adjustment')
                then 'a count becomes a count_adjustment or a wastage'
        end
    )
) as problem (field, value, reason)
where problem.reason is not null
order by intake_count.line;


-- name: find_surplus_wastage
-- Counts typed as wastage that found more than the balance. Grain: one row per count. Params: occurred_on date
select
    min(intake_count.line) as line,
    stock_count.counted,
    stock_count.balance
from pg_temp.intake_count
inner join vlmis.stock_count on intake_count.source_key = stock_count.source_key
where
    intake_count.occurred_on = :occurred_on
    and stock_count.kind = 'wastage'
    and stock_count.counted > stock_count.balance
group by stock_count.count_id, stock_count.counted, stock_count.balance
order by min(intake_count.line);


-- name: insert_count_lines
-- Keep the lots of the counts of one day. Grain: one row per lot. Params: occurred_on date
insert into vlmis.stock_count_line (count_id, line, lot, expires_on, quantity)
select
    stock_count.count_id,
    row_number() over (partition by stock_count.count_id order by intake_count.line) as line,
    intake_count.lot,
    intake_count.expires_on,
    intake_count.quantity
from pg_temp.intake_count
inner join vlmis.stock_count on intake_count.source_key = stock_count.source_key
where intake_count.occurred_on = :occurred_on;


-- name: insert_counts
-- Keep the counts of one day as they were seen, measured against the balance at its end.
-- Why:    a frozen day is measured against its frozen closing and what was recorded late for it since,
--         an open one against the ledger.
-- Grain:  one count per key. Units: the product's.
-- Params: occurred_on date, first_open_day date, last_frozen date, recorded_at timestamptz, recorded_by text
insert into vlmis.stock_count (
    source_key, store_id, product_id, occurred_on, stock_day, counted, balance, kind, reason,
    recorded_at, recorded_by
)
with seen as (
    select
        intake_count.source_key,
        store.store_id,
        product.product_id,
        intake_count.kind,
        intake_count.reason,
        sum(intake_count.quantity) as counted
    from pg_temp.intake_count
    inner join vlmis.store on intake_count.store_code = store.code
    inner join vlmis.product on intake_count.product_code = product.code
    where intake_count.occurred_on = :occurred_on
    group by
        intake_count.source_key, store.store_id, product.product_id, intake_count.kind,
        intake_count.reason
)

select
    seen.source_key,
    seen.store_id,
    seen.product_id,
    cast(:occurred_on as date) as occurred_on,
    greatest(cast(:occurred_on as date), cast(:first_open_day as date)) as stock_day,
    seen.counted,
    coalesce((
        select eod_row.closing
        from vlmis.eod_row
        where
            eod_row.day = least(cast(:occurred_on as date), cast(:last_frozen as date))
            and eod_row.store_id = seen.store_id
            and eod_row.product_id = seen.product_id
    ), 0) + coalesce((
        select sum(vlmis.stock_effect(movement.kind, movement.quantity))
        from vlmis.movement
        where
            movement.stock_day > least(cast(:occurred_on as date), cast(:last_frozen as date))
            -- Of a frozen day: also what was recorded late for it, an earlier count's difference too.
            and (
                movement.stock_day <= :occurred_on
                or (
                    cast(:occurred_on as date) <= cast(:last_frozen as date)
                    and movement.occurred_on <= :occurred_on
                )
            )
            and movement.store_id = seen.store_id
            and movement.product_id = seen.product_id
    ), 0) as balance,
    cast(seen.kind as vlmis.movement_kind) as kind,
    seen.reason,
    :recorded_at,
    :recorded_by
from seen
order by seen.store_id, seen.product_id;


-- name: select_count_dates
-- The days that were counted, oldest first: a later count is measured after an earlier one.
select distinct intake_count.occurred_on
from pg_temp.intake_count
order by intake_count.occurred_on;


-- name: settle_recorded_counts
-- Take out counts that were recorded before with the same content; returns them.
-- Grain: one row per lot that was taken out.
delete from pg_temp.intake_count
where intake_count.source_key in (
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
        from pg_temp.intake_count as whole
        group by
            whole.source_key, whole.store_code, whole.product_code, whole.occurred_on, whole.kind,
            whole.reason
    ) as sent
    -- A key that names two counts is not settled: it is a mistake to be named.
    inner join (
        select named.source_key
        from (
            select distinct
                intake_count.source_key,
                intake_count.store_code,
                intake_count.product_code,
                intake_count.occurred_on
            from pg_temp.intake_count
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
returning intake_count.source_key;


-- name: touch_pairs_of_counts
-- The pairs that were counted. Grain: one row per pair. Params: first_open_day date
insert into pg_temp.touched_pair (store_id, product_id, stock_day)
select
    store.store_id,
    product.product_id,
    min(greatest(intake_count.occurred_on, :first_open_day)) as stock_day
from pg_temp.intake_count
inner join vlmis.store on intake_count.store_code = store.code
inner join vlmis.product on intake_count.product_code = product.code
group by store.store_id, product.product_id;
