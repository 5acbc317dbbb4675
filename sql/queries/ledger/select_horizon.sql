-- First open day, newest frozen day, first day of the ledger; nulls before it is live.
-- Why:   asked after the lock was given: a statement that waits for a lock still sees what was before.
-- Grain: one row.
select
    vlmis.first_open_day() as first_open_day,
    max(stock_day.day) filter (where stock_day.state = 'frozen') as last_frozen,
    min(stock_day.day) + 1 as first_day
from vlmis.stock_day;
