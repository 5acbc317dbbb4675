-- Every movement of the stock day is counted once, in that day, under its kind; and nothing else is.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.every_movement_is_counted_once(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe rows 1 cost 3000000
set jit = off
begin atomic
    with counted as (
        select
            eod_row.store_id,
            eod_row.product_id,
            eod_row.arrivals,
            eod_row.requisitions_received,
            eod_row.distributions_out,
            eod_row.returns_in,
            eod_row.returns_out,
            eod_row.count_adjustment,
            eod_row.dispensing,
            eod_row.wastage,
            eod_row.has_late_entries
        from vlmis.eod_row
        where eod_row.day = p_day
    ),

    moved as (
        select
            day_movement.store_id,
            day_movement.product_id,
            day_movement.arrivals,
            day_movement.requisitions_received,
            day_movement.distributions_out,
            day_movement.returns_in,
            day_movement.returns_out,
            day_movement.count_adjustment,
            day_movement.dispensing,
            day_movement.wastage,
            day_movement.has_late_entries
        from vlmis.day_movement
        where day_movement.stock_day = p_day
    )

    select
        'every_movement_is_counted_once' as rule,
        coalesce(counted.store_id, moved.store_id) as store_id,
        coalesce(counted.product_id, moved.product_id) as product_id,
        '{}'::jsonb as detail
    from counted
    full join moved on counted.store_id = moved.store_id and counted.product_id = moved.product_id
    where
        -- A pair that moved has the quantities of the ledger, any other pair has none; a pair that moved has a row.
        counted.arrivals <> moved.arrivals
        or counted.requisitions_received <> moved.requisitions_received
        or counted.distributions_out <> moved.distributions_out
        or counted.returns_in <> moved.returns_in
        or counted.returns_out <> moved.returns_out
        or counted.count_adjustment <> moved.count_adjustment
        or counted.dispensing <> moved.dispensing
        or counted.wastage <> moved.wastage
        or counted.has_late_entries <> moved.has_late_entries
        or counted.store_id is null
        or (
            moved.store_id is null
            and (
                counted.arrivals <> 0
                or counted.requisitions_received <> 0
                or counted.distributions_out <> 0
                or counted.returns_in <> 0
                or counted.returns_out <> 0
                or counted.count_adjustment <> 0
                or counted.dispensing <> 0
                or counted.wastage <> 0
                or counted.has_late_entries
            )
        );
end;
