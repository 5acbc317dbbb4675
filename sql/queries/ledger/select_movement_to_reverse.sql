-- A movement and what was done to it. Grain: at most one row. Params: movement_id bigint
select
    movement.movement_id,
    movement.reverses_movement_id,
    reversal.source_key as reversed_under
from vlmis.movement
left join vlmis.movement as reversal on movement.movement_id = reversal.reverses_movement_id
where movement.movement_id = :movement_id;
