-- Closing equals opening plus moved, for every pair of the day.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.closing_equals_opening_plus_moved(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe rows 1 cost 200000
set jit = off
begin atomic
    select
        'closing_equals_opening_plus_moved' as rule,
        eod_row.store_id,
        eod_row.product_id,
        jsonb_build_object(
            'opening', eod_row.opening,
            'closing', eod_row.closing,
            'expected', eod_row.opening + eod_row.arrivals + eod_row.requisitions_received
            - eod_row.distributions_out + eod_row.returns_in - eod_row.returns_out + eod_row.count_adjustment
            - eod_row.dispensing - eod_row.wastage
        ) as detail
    from vlmis.eod_row
    where
        eod_row.day = p_day
        and eod_row.closing
        <> eod_row.opening + eod_row.arrivals + eod_row.requisitions_received - eod_row.distributions_out
        + eod_row.returns_in - eod_row.returns_out + eod_row.count_adjustment - eod_row.dispensing
        - eod_row.wastage;
end;
