-- Transfers between two stores
-- What NORTH gave to BAY and what came back, as NORTH records it; BAY has the other leg of each. `effect` is what a transfer
-- does to the stock of NORTH.
select
    movement.occurred_on,
    movement.kind,
    movement.product_code as product,
    movement.quantity,
    movement.effect
from analyst.movement
where
    movement.store_code = 'NORTH'
    and movement.counterpart_store_code = 'BAY'
    and movement.transfer_id is not null
order by movement.occurred_on, movement.product_code, movement.movement_id;
