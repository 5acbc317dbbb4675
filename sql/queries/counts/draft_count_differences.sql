-- The differences of the counts of one day, as movements. Grain: one draft per count that differs.
-- Params: occurred_on date
insert into pg_temp.draft (
    line, source_key, store_id, product_id, kind, quantity, count_id, occurred_on, stock_day, reason
)
select
    min(intake_count.line) as line,
    stock_count.source_key || '#counted' as source_key,
    stock_count.store_id,
    stock_count.product_id,
    stock_count.kind,
    case
        when stock_count.kind = 'wastage' then stock_count.balance - stock_count.counted
        else stock_count.counted - stock_count.balance
    end as quantity,
    stock_count.count_id,
    stock_count.occurred_on,
    stock_count.stock_day,
    stock_count.reason
from pg_temp.intake_count
inner join vlmis.stock_count on intake_count.source_key = stock_count.source_key
where intake_count.occurred_on = :occurred_on and stock_count.counted <> stock_count.balance
group by stock_count.count_id
order by stock_count.count_id;
