-- The movements of a pair that a day counts, and those that happened on it but came too late for it.
-- Why:    a late entry stands in the first day that was open: no later than the one after the newest frozen day.
-- Grain:  one row per movement, in the order in which the days count them.
-- Params: day date, newest date (newest frozen day), store_id integer, product_id integer
-- Units:  the product's
select
    movement.movement_id,
    movement.stock_day,
    cast(movement.kind as text) as kind,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    movement.occurred_on,
    movement.is_late,
    movement.recorded_at,
    movement.recorded_by,
    movement.reason,
    movement.lot,
    movement.transfer_id,
    counterpart.code as counterpart_store_code,
    counterpart.name as counterpart_store_name,
    movement.count_id,
    stock_count.counted,
    stock_count.occurred_on as counted_on,
    movement.reverses_movement_id,
    reversal.movement_id as reversed_by_movement_id
from generate_series(
    cast(:day as timestamp), cast(greatest(cast(:day as date), cast(:newest as date) + 1) as timestamp),
    interval '1 day'
) as counting (day)
inner join vlmis.movement
    on
        movement.stock_day = cast(counting.day as date)
        and movement.store_id = :store_id
        and movement.product_id = :product_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_count on movement.count_id = stock_count.count_id
left join vlmis.movement as reversal on movement.movement_id = reversal.reverses_movement_id
where movement.stock_day = :day or movement.occurred_on = :day
order by movement.stock_day, movement.movement_id;
