-- Closing equals opening plus moved, for every pair of the day.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.closing_equals_opening_plus_moved(p_day date)
returns table (store_id integer, product_id integer, finding text)
language sql stable parallel safe rows 1 cost 200000
set jit = off
begin atomic
    select
        eod_row.store_id,
        eod_row.product_id,
        'opening ' || eod_row.opening || ', closing ' || eod_row.closing || ', moved otherwise' as finding
    from vlmis.eod_row
    where
        eod_row.day = p_day
        and eod_row.closing
        <> eod_row.opening + eod_row.arrivals + eod_row.requisitions_received - eod_row.distributions_out
        + eod_row.returns_in - eod_row.returns_out + eod_row.count_adjustment - eod_row.dispensing
        - eod_row.wastage;
end;
