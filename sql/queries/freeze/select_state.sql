-- State of a stock day; no row: open. Params: day date
select stock_day.state
from vlmis.stock_day
where stock_day.day = :day;
