-- What a movement does to the stock of its store, and the flows of a day by pair.
create or replace function vlmis.stock_effect(p_kind vlmis.movement_kind, p_quantity integer) returns integer
language sql immutable parallel safe
begin atomic
    select
        case
            when p_kind in ('distribution_out', 'return_out', 'dispensing', 'wastage') then -p_quantity
            else p_quantity
        end;
end;

grant execute on function vlmis.stock_effect(vlmis.movement_kind, integer) to vlmis_recorder, vlmis_pipeline;

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
