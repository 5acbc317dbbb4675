-- Note the days of which every record is posted or exhausted, and those of which that is no longer so.
-- Params: none
update vlmis.delivery_day
set settled_at = case when counted.is_settled then clock_timestamp() end
from (
    select
        stock_day.day,
        stock_day.row_count = count(delivery.day) filter (where delivery.state in ('posted', 'exhausted'))
            as is_settled
    from vlmis.delivery_day as open_day
    inner join vlmis.stock_day on open_day.day = stock_day.day
    left join vlmis.delivery on stock_day.day = delivery.day
    where open_day.settled_at is null
    group by stock_day.day, stock_day.row_count
) as counted
where delivery_day.day = counted.day and counted.is_settled;
