-- The flows of a day by pair, as the ledger has them.
-- Grain: one row per stock day and pair that moved. Units: the product's.
create or replace view vlmis.day_movement as
select
    movement.stock_day,
    movement.store_id,
    movement.product_id,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'arrival'), 0) as arrivals,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'requisition_received'), 0)
        as requisitions_received,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'distribution_out'), 0)
        as distributions_out,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'return_in'), 0) as returns_in,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'return_out'), 0) as returns_out,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'count_adjustment'), 0)
        as count_adjustment,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'dispensing'), 0) as dispensing,
    coalesce(sum(movement.quantity) filter (where movement.kind = 'wastage'), 0) as wastage,
    bool_or(movement.is_late) as has_late_entries
from vlmis.movement
group by movement.stock_day, movement.store_id, movement.product_id;

grant select on vlmis.day_movement to vlmis_recorder, vlmis_pipeline;
