-- name: select_frozen_days
-- Select first day of the ledger and newest frozen day, without reading movements.
-- Grain: one row; nulls before the ledger is live. Params: none.
select
    min(stock_day.day) + 1 as first_day,
    max(stock_day.day) as newest
from vlmis.stock_day
where stock_day.state = 'frozen';


-- name: select_published_days
-- Select the same from the view that every role may read.
-- Grain: one row; nulls before the ledger is live. Params: none.
select
    min(stock_day.day) + 1 as first_day,
    max(stock_day.day) as newest
from analyst.stock_day
where stock_day.state = 'frozen';


-- name: select_horizon
-- Select first open day, newest frozen day and first day of the ledger; nulls before it is live.
-- Why:   run after the lock is held: a statement that waits for a lock still reads the older snapshot.
-- Grain: one row.
select
    vlmis.first_open_day() as first_open_day,
    max(stock_day.day) filter (where stock_day.state = 'frozen') as last_frozen,
    min(stock_day.day) + 1 as first_day
from vlmis.stock_day;
