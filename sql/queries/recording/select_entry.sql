-- Where and by whom a movement was recorded. Grain: one row when it exists. Params: movement_id bigint
select
    movement.store_id,
    movement.recorded_by,
    store.code as store_code
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
where movement.movement_id = :movement_id;
