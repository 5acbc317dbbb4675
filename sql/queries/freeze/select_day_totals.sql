-- What a frozen day holds. Grain: one row when it is frozen. Params: day date
select
    stock_day.store_count,
    stock_day.row_count,
    stock_day.movement_count,
    stock_day.late_count
from vlmis.stock_day
where stock_day.day = :day and stock_day.state = 'frozen';
