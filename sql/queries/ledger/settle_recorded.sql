-- Take out the lines that were recorded before with the same content: they are done.
-- Grain: one deleted row per line that was already recorded.
delete from pg_temp.resolved
using vlmis.movement
where
    movement.source_key = resolved.source_key
    and (
        movement.store_id, movement.product_id, movement.kind, movement.quantity, movement.occurred_on
    ) = (
        resolved.store_id, resolved.product_id, resolved.kind, resolved.quantity, resolved.occurred_on
    )
    and movement.reverses_movement_id is null
    and movement.counterpart_store_id is not distinct from resolved.counterpart_store_id
    and movement.lot is not distinct from resolved.lot
    and movement.expires_on is not distinct from resolved.expires_on
    and movement.reason is not distinct from resolved.reason;
