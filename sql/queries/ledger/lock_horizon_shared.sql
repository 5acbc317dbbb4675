-- Recorders hold the horizon together: no day can begin to close until they commit.
-- Grain: one row: first open day, newest frozen day, first day of the ledger; nulls before it is live.
select
    horizon.first_open_day,
    horizon.last_frozen,
    horizon.first_day
from pg_advisory_xact_lock_shared(vlmis.horizon_key())
cross join lateral (
    select
        vlmis.first_open_day() as first_open_day,
        max(stock_day.day) filter (where stock_day.state = 'frozen') as last_frozen,
        min(stock_day.day) + 1 as first_day
    from vlmis.stock_day
) as horizon;
