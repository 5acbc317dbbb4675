-- The movements of a pair with the balance after each.
-- Grain:  one row per movement, in the order in which the days count them.
-- Params: store_id integer, product_id integer, first_day date, last_day date, balance bigint (before the first)
-- Units:  the product's
select
    movement.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    movement.occurred_on,
    cast(movement.kind as text) as kind,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    cast(
        :balance + sum(vlmis.stock_effect(movement.kind, movement.quantity))
            over (order by movement.stock_day, movement.movement_id)
        as bigint
    ) as balance,
    counterpart.code as counterpart_store_code,
    movement.reason,
    movement.lot,
    movement.is_late,
    movement.reverses_movement_id,
    movement.movement_id,
    movement.recorded_by
from vlmis.movement
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on movement.stock_day = stock_day.day
where
    movement.stock_day between :first_day and :last_day
    and movement.store_id = :store_id
    and movement.product_id = :product_id
order by movement.stock_day, movement.movement_id;
