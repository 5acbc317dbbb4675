-- name: select_entries
-- Select what a person recorded at a store since an instant, newest first; also counts without a difference.
-- Grain:  one row per movement, or count without one.
-- Params: store_id integer, days date[] (stock days to look into), recorded_by text, since timestamptz
-- Units:  the product's
with entered as (
    select
        movement.movement_id,
        movement.product_id,
        movement.kind,
        movement.quantity,
        movement.counterpart_store_id,
        movement.occurred_on,
        movement.stock_day,
        movement.reason,
        movement.lot,
        movement.expires_on,
        stock_count.counted,
        movement.reverses_movement_id,
        reversal.movement_id as reversed_by,
        movement.recorded_at
    from vlmis.movement
    left join vlmis.stock_count on movement.count_id = stock_count.count_id
    left join vlmis.movement as reversal on movement.movement_id = reversal.reverses_movement_id
    where
        movement.stock_day = any(cast(:days as date[]))
        and movement.store_id = :store_id
        and movement.recorded_by = :recorded_by
        and movement.recorded_at >= :since
    union all
    select
        null as movement_id,
        stock_count.product_id,
        stock_count.kind,
        0 as quantity,
        null as counterpart_store_id,
        stock_count.occurred_on,
        stock_count.stock_day,
        stock_count.reason,
        null as lot,
        null as expires_on,
        stock_count.counted,
        null as reverses_movement_id,
        null as reversed_by,
        stock_count.recorded_at
    from vlmis.stock_count
    where
        stock_count.store_id = :store_id
        and stock_count.recorded_by = :recorded_by
        and stock_count.recorded_at >= :since
        and not exists (select from vlmis.movement where movement.count_id = stock_count.count_id)
)

select
    entered.movement_id,
    entered.recorded_at,
    entered.stock_day,
    entered.occurred_on,
    product.name as product_name,
    product.unit,
    cast(entered.kind as text) as kind,
    cast(vlmis.stock_effect(entered.kind, entered.quantity) as bigint) as stock_effect,
    counterpart.code as counterpart_store_code,
    counterpart.name as counterpart_store_name,
    entered.reason,
    entered.lot,
    entered.expires_on,
    entered.counted,
    entered.reverses_movement_id,
    entered.reversed_by,
    entered.stock_day > entered.occurred_on as is_late,
    leg.outcome
from entered
left join vlmis.distribution_leg as leg on leg.store_id = :store_id and entered.movement_id = leg.movement_id
inner join vlmis.product on entered.product_id = product.product_id
left join vlmis.store as counterpart on entered.counterpart_store_id = counterpart.store_id
order by entered.recorded_at desc, entered.movement_id desc nulls last
limit 500;


-- name: select_entry
-- Select the store and the author of a movement. Grain: one row when it exists. Params: movement_id bigint
select
    movement.store_id,
    movement.recorded_by,
    store.code as store_code
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
where movement.movement_id = :movement_id;
