-- Counts typed as wastage that found more than the balance. Grain: one row per count. Params: occurred_on date
select
    min(intake_count.line) as line,
    stock_count.counted,
    stock_count.balance
from pg_temp.intake_count
inner join vlmis.stock_count on intake_count.source_key = stock_count.source_key
where
    intake_count.occurred_on = :occurred_on
    and stock_count.kind = 'wastage'
    and stock_count.counted > stock_count.balance
group by stock_count.count_id, stock_count.counted, stock_count.balance
order by min(intake_count.line);
