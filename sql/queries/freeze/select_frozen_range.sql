-- First day of the ledger and newest frozen day. Grain: one row; nulls before the ledger is live.
select
    min(stock_day.day) + 1 as first_day,
    max(stock_day.day) as last_frozen
from vlmis.stock_day
where stock_day.state = 'frozen';
