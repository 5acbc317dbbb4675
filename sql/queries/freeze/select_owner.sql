-- The run that is freezing a day; null: none. Params: day date
select stock_day.run_id
from vlmis.stock_day
where stock_day.day = :day and stock_day.state = 'closing';
