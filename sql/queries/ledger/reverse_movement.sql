-- name: insert_pending_reversal
-- Insert the reversal of a movement: of a transfer all legs and its loss, of a count all movements that it caused.
-- Why:    a loss in transit is the child's: cancelled, all that was sent has arrived, and the transfer stays.
-- Grain:  one pending movement per reversed movement. Params: movement_id bigint, source_key text, first_open_day date
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id, count_id,
    reverses_movement_id, occurred_on, stock_day, lot, expires_on, reason
)
select
    1 as line,
    case
        when together.movement_id = movement.movement_id then cast(:source_key as text)
        else :source_key || '#' || together.movement_id
    end as source_key,
    together.store_id,
    together.product_id,
    together.kind,
    -together.quantity as quantity,
    together.counterpart_store_id,
    together.transfer_id,
    together.count_id,
    together.movement_id as reverses_movement_id,
    together.occurred_on,
    greatest(together.stock_day, cast(:first_open_day as date)) as stock_day,
    together.lot,
    together.expires_on,
    together.reason
from vlmis.movement
inner join vlmis.movement as together
    on
        movement.movement_id = together.movement_id
        or (movement.transfer_id = together.transfer_id and movement.reason is distinct from 'lost_in_transit')
        or movement.count_id = together.count_id
where
    movement.movement_id = :movement_id
    and together.reverses_movement_id is null
    and not exists (
        select
        from vlmis.movement as earlier
        where earlier.reverses_movement_id = together.movement_id
    )
order by together.movement_id;


-- name: select_key_is_used
-- Select whether a movement is recorded under this key. Params: source_key text
select count(*) > 0 as is_used
from vlmis.movement
where movement.source_key = :source_key;


-- name: select_movement_to_reverse
-- Select a movement, and the key of its reversal if there is one. Grain: at most one row. Params: movement_id bigint
select
    movement.movement_id,
    movement.reverses_movement_id,
    reversal.source_key as reversed_under
from vlmis.movement
left join vlmis.movement as reversal on movement.movement_id = reversal.reverses_movement_id
where movement.movement_id = :movement_id;


-- name: insert_affected_pairs_of_reversal
-- Insert the pairs of all movements that are reversed together. Params: movement_id bigint
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    together.store_id,
    together.product_id,
    together.stock_day
from vlmis.movement
inner join vlmis.movement as together
    on
        movement.movement_id = together.movement_id
        or (movement.transfer_id = together.transfer_id and movement.reason is distinct from 'lost_in_transit')
        or movement.count_id = together.count_id
where movement.movement_id = :movement_id;
