-- Pairs that the drafted movements would bring below zero at the end of an open day.
-- Grain:  one row per drafted movement that lowers such a pair, with its first negative day.
-- Params: last_frozen date
-- Units:  the product's
with touched as (
    select
        draft.store_id,
        draft.product_id,
        min(draft.stock_day) as first_changed
    from pg_temp.draft
    group by draft.store_id, draft.product_id
),

change as (
    select
        eod_row.store_id,
        eod_row.product_id,
        eod_row.day as stock_day,
        eod_row.closing as effect
    from vlmis.eod_row
    inner join touched
        on eod_row.store_id = touched.store_id and eod_row.product_id = touched.product_id
    where eod_row.day = :last_frozen
    union all
    select
        movement.store_id,
        movement.product_id,
        movement.stock_day,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect
    from vlmis.movement
    inner join touched
        on movement.store_id = touched.store_id and movement.product_id = touched.product_id
    where movement.stock_day > :last_frozen
    union all
    select
        draft.store_id,
        draft.product_id,
        draft.stock_day,
        vlmis.stock_effect(draft.kind, draft.quantity) as effect
    from pg_temp.draft
),

day_change as (
    select
        change.store_id,
        change.product_id,
        change.stock_day,
        sum(change.effect) as effect
    from change
    group by change.store_id, change.product_id, change.stock_day
),

balance as (
    select
        day_change.store_id,
        day_change.product_id,
        day_change.stock_day,
        sum(day_change.effect) over (
            partition by day_change.store_id, day_change.product_id
            order by day_change.stock_day
        ) as balance
    from day_change
),

negative as (
    select distinct on (balance.store_id, balance.product_id)
        balance.store_id,
        balance.product_id,
        balance.stock_day,
        balance.balance
    from balance
    inner join touched
        on balance.store_id = touched.store_id and balance.product_id = touched.product_id
    where balance.balance < 0 and balance.stock_day >= touched.first_changed
    order by balance.store_id, balance.product_id, balance.stock_day
)

select
    draft.line,
    store.code as store_code,
    product.code as product_code,
    draft.quantity,
    negative.stock_day,
    negative.balance
from negative
inner join pg_temp.draft
    on negative.store_id = draft.store_id and negative.product_id = draft.product_id
inner join vlmis.store on negative.store_id = store.store_id
inner join vlmis.product on negative.product_id = product.product_id
where vlmis.stock_effect(draft.kind, draft.quantity) < 0 and draft.stock_day <= negative.stock_day
order by draft.line, draft.draft_id;
