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
