-- Pairs of a closed store or a retired product that the drafts would leave with stock.
-- Why:    nothing could take it out again; a store or product with stock is not closed or retired.
-- Grain:  one row per drafted movement of such a pair. Params: last_frozen date. Units: the product's.
with leaving as (
    select
        draft.store_id,
        draft.product_id,
        store.code as store_code,
        store.closed_on,
        product.code as product_code,
        product.retired_on
    from pg_temp.draft
    inner join vlmis.store on draft.store_id = store.store_id
    inner join vlmis.product on draft.product_id = product.product_id
    where store.closed_on is not null or product.retired_on is not null
    group by
        draft.store_id, draft.product_id, store.code, store.closed_on, product.code, product.retired_on
    -- What takes stock out again may pass.
    having sum(vlmis.stock_effect(draft.kind, draft.quantity)) > 0
),

effect as (
    select
        eod_row.store_id,
        eod_row.product_id,
        eod_row.closing as effect
    from leaving
    inner join vlmis.eod_row
        on leaving.store_id = eod_row.store_id and leaving.product_id = eod_row.product_id
    where eod_row.day = :last_frozen
    union all
    select
        movement.store_id,
        movement.product_id,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect
    from leaving
    inner join vlmis.movement
        on leaving.store_id = movement.store_id and leaving.product_id = movement.product_id
    where movement.stock_day > :last_frozen
    union all
    select
        draft.store_id,
        draft.product_id,
        vlmis.stock_effect(draft.kind, draft.quantity) as effect
    from leaving
    inner join pg_temp.draft
        on leaving.store_id = draft.store_id and leaving.product_id = draft.product_id
),

left_behind as (
    select
        effect.store_id,
        effect.product_id,
        sum(effect.effect) as balance
    from effect
    group by effect.store_id, effect.product_id
    having sum(effect.effect) <> 0
)

select
    draft.line,
    leaving.store_code,
    leaving.product_code,
    leaving.closed_on,
    leaving.retired_on,
    left_behind.balance
from left_behind
inner join leaving
    on left_behind.store_id = leaving.store_id and left_behind.product_id = leaving.product_id
inner join pg_temp.draft
    on left_behind.store_id = draft.store_id and left_behind.product_id = draft.product_id
order by draft.line, draft.draft_id;
