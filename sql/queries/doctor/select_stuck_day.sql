-- A day that has been closing for long. Grain: at most one row. Params: begun_before timestamptz
select
    stock_day.day,
    stock_day.run_id,
    stock_day.begun_at
from vlmis.stock_day
where stock_day.state = 'closing' and stock_day.begun_at < :begun_before;
