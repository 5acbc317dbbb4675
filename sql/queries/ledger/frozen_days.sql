-- name: select_frozen_days
-- First day of the ledger and newest frozen day, without a look at the ledger itself.
-- Grain: one row; nulls before the ledger is live. Params: none.
select
    min(stock_day.day) + 1 as first_day,
    max(stock_day.day) as newest
from vlmis.stock_day
where stock_day.state = 'frozen';


-- name: select_published_days
-- First day of the ledger and newest frozen day, as every role may read them.
-- Grain: one row; nulls before the ledger is live. Params: none.
select
    min(stock_day.day) + 1 as first_day,
    max(stock_day.day) as newest
from analyst.stock_day
where stock_day.state = 'frozen';
