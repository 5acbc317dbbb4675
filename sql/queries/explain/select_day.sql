-- How far a stock day is. Grain: one row when it was ever begun; a day without a row is open. Params: day date
select
    stock_day.state,
    stock_day.begun_at,
    stock_day.frozen_at,
    stock_day.early_reason,
    encode(stock_day.digest, 'hex') as digest
from vlmis.stock_day
where stock_day.day = :day;
