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


-- name: select_movement_store
-- The store of a movement, and the store that recorded it: the supplier of a distribution, the parent of a return.
-- Grain: at most one row. Params: movement_id bigint
select
    movement.store_id,
    recording.store_id as recording_store_id,
    recording.code as recording_store_code
from vlmis.movement
inner join vlmis.store as recording
    on
        recording.store_id = case
            when movement.kind in ('requisition_received', 'return_out') then movement.counterpart_store_id
            -- Cancelling it cancels the return, which the parent acknowledged.
            when movement.reason = 'lost_in_return' then (
                select stock_return.parent_store_id
                from vlmis.return_acknowledgement
                inner join vlmis.stock_return on return_acknowledgement.return_id = stock_return.return_id
                where return_acknowledgement.transfer_id = movement.transfer_id
            )
            else movement.store_id
        end
where movement.movement_id = :movement_id;


-- name: select_count_page
-- A part of the physical counts that stock days of a range take account of, in the order of recording.
-- Grain:  one row per count.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         after bigint (the count before this part), line_count integer
-- Units:  the product's
select
    stock_count.count_id,
    stock_count.source_key,
    stock_count.stock_day,
    stock_count.occurred_on,
    store.code as store_code,
    product.code as product_code,
    product.unit,
    stock_count.counted,
    stock_count.balance,
    cast(stock_count.kind as text) as kind,
    stock_count.reason,
    stock_count.recorded_at,
    stock_count.recorded_by
from vlmis.stock_count
inner join vlmis.store on stock_count.store_id = store.store_id
inner join vlmis.product on stock_count.product_id = product.product_id
where
    stock_count.count_id > :after
    and stock_count.stock_day between :first_day and :last_day
    and (cast(:store_ids as integer[]) is null or stock_count.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
order by stock_count.count_id
limit :line_count;


-- name: select_return_page
-- A part of the returns, with what was acknowledged, in the order of declaration.
-- Grain:  one row per return.
-- Params: return_id bigint or null, source_key text or null, store_id integer or null (child or parent),
--         is_waiting boolean or null, visible_store_ids integer[] or null (all), declared_by text or null,
--         since timestamptz or null (declared, acknowledged or withdrawn since), after bigint, line_count integer
-- Units:  the product's
select
    stock_return.return_id,
    stock_return.source_key,
    stock_return.child_store_id,
    child.code as child_store_code,
    stock_return.parent_store_id,
    parent.code as parent_store_code,
    parent.name as parent_store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    stock_return.quantity,
    stock_return.occurred_on,
    stock_return.lot,
    stock_return.expires_on,
    stock_return.recorded_at,
    stock_return.recorded_by,
    return_acknowledgement.received,
    return_acknowledgement.occurred_on as acknowledged_on,
    return_acknowledgement.recorded_by as acknowledged_by,
    coalesce(return_acknowledgement.is_withdrawal, false) as is_withdrawn,
    vlmis.transfer_outcome(
        stock_return.quantity, return_acknowledgement.received,
        coalesce(return_acknowledgement.is_withdrawal, false), reversal.is_reversed, false
    ) as outcome
from vlmis.stock_return
inner join vlmis.store as child on stock_return.child_store_id = child.store_id
inner join vlmis.store as parent on stock_return.parent_store_id = parent.store_id
inner join vlmis.product on stock_return.product_id = product.product_id
left join vlmis.return_acknowledgement on stock_return.return_id = return_acknowledgement.return_id
cross join lateral (
    select count(*) > 0 as is_reversed
    from vlmis.movement
    where
        movement.transfer_id = return_acknowledgement.transfer_id and movement.reverses_movement_id is not null
) as reversal
where
    stock_return.return_id > :after
    and (cast(:return_id as bigint) is null or stock_return.return_id = :return_id)
    and (cast(:source_key as text) is null or stock_return.source_key = :source_key)
    and (
        cast(:store_id as integer) is null
        or cast(:store_id as integer) in (stock_return.child_store_id, stock_return.parent_store_id)
    )
    and (cast(:declared_by as text) is null or stock_return.recorded_by = :declared_by)
    and (
        cast(:since as timestamptz) is null
        or greatest(stock_return.recorded_at, return_acknowledgement.recorded_at) >= :since
    )
    and (
        cast(:is_waiting as boolean) is null
        or (return_acknowledgement.return_id is null) = cast(:is_waiting as boolean)
    )
    and (
        cast(:visible_store_ids as integer[]) is null
        or stock_return.child_store_id = any(cast(:visible_store_ids as integer[]))
        or stock_return.parent_store_id = any(cast(:visible_store_ids as integer[]))
    )
order by stock_return.return_id
limit :line_count;
