-- The day's change (closings minus openings) equals the day's ledger.
-- Grain: one row when the two sums differ. Params: p_day. Units: products mixed, for comparison only.
create or replace function vlmis.days_change_equals_days_ledger(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe rows 1 cost 800000
set jit = off
begin atomic
    with change as (
        select coalesce(sum(eod_row.closing - eod_row.opening), 0) as total
        from vlmis.eod_row
        where eod_row.day = p_day
    ),

    ledger as (
        select coalesce(sum(vlmis.stock_effect(movement.kind, movement.quantity)), 0) as total
        from vlmis.movement
        where movement.stock_day = p_day
    )

    select
        'days_change_equals_days_ledger' as rule,
        null::integer as store_id,
        null::integer as product_id,
        jsonb_build_object('change', change.total, 'moved', ledger.total) as detail
    from change
    cross join ledger
    where change.total <> ledger.total;
end;
