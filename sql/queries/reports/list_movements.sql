-- name: select_act
-- The store of a movement, and the store that recorded it: of a distribution the supplier, of a return the parent.
-- Grain: at most one row. Params: movement_id bigint
select
    movement.store_id,
    acting.store_id as acting_store_id,
    acting.code as acting_store_code
from vlmis.movement
inner join vlmis.store as acting
    on
        acting.store_id = case
            when movement.kind in ('requisition_received', 'return_out') or movement.reason = 'lost_in_return'
                then coalesce(movement.counterpart_store_id, movement.store_id)
            else movement.store_id
        end
where movement.movement_id = :movement_id;


-- name: select_movement_page
-- A part of the ledger, oldest stock day first.
-- Grain:  one row per movement.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code, kind, source_key text or null,
--         after_day date, after_id bigint (the movement before this part), line_count integer
-- Units:  the product's
select
    movement.movement_id,
    movement.source_key,
    movement.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    movement.occurred_on,
    movement.is_late,
    store.code as store_code,
    product.code as product_code,
    product.unit,
    cast(movement.kind as text) as kind,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    counterpart.code as counterpart_store_code,
    movement.transfer_id,
    movement.count_id,
    movement.reverses_movement_id,
    movement.lot,
    movement.expires_on,
    movement.reason,
    movement.recorded_at,
    movement.recorded_by
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
inner join vlmis.product on movement.product_id = product.product_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on movement.stock_day = stock_day.day
where
    movement.stock_day between greatest(:first_day, :after_day) and :last_day
    and (movement.stock_day, movement.movement_id) > (:after_day, :after_id)
    and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (cast(:kind as text) is null or movement.kind = cast(cast(:kind as text) as vlmis.movement_kind))
    and (cast(:source_key as text) is null or movement.source_key = :source_key)
order by movement.stock_day, movement.movement_id
limit :line_count;
