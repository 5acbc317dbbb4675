-- Note the days of which every record is posted or exhausted.
-- Params: none
update vlmis.delivery_day
set settled_at = clock_timestamp()
from (
    select stock_day.day
    from vlmis.delivery_day as open_day
    inner join vlmis.stock_day on open_day.day = stock_day.day
    left join vlmis.delivery on stock_day.day = delivery.day
    where open_day.settled_at is null and open_day.listed_at is null
    group by stock_day.day, stock_day.row_count
    having stock_day.row_count = count(delivery.day) filter (where delivery.state in ('posted', 'exhausted'))
    union all
    select listed.day
    from vlmis.delivery_day as listed
    where
        listed.settled_at is null
        and listed.listed_at is not null
        and not exists (select from vlmis.open_records(listed.day))
) as settled
where delivery_day.day = settled.day;
