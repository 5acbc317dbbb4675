-- The pairs of everything that is reversed together with a movement. Params: movement_id bigint
insert into pg_temp.touched_pair (store_id, product_id, stock_day)
select
    together.store_id,
    together.product_id,
    together.stock_day
from vlmis.movement
inner join vlmis.movement as together
    on
        movement.movement_id = together.movement_id
        or movement.transfer_id = together.transfer_id
        or movement.count_id = together.count_id
where movement.movement_id = :movement_id;
