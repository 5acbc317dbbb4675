-- No closing is negative.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.no_closing_is_negative(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe rows 1 cost 100000
set jit = off
begin atomic
    select
        'no_closing_is_negative' as rule,
        eod_row.store_id,
        eod_row.product_id,
        jsonb_build_object('closing', eod_row.closing) as detail
    from vlmis.eod_row
    where eod_row.day = p_day and eod_row.closing < 0;
end;
