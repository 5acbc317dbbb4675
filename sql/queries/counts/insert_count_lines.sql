-- Keep the lots of the counts of one day. Grain: one row per lot. Params: occurred_on date
insert into vlmis.stock_count_line (count_id, line, lot, expires_on, quantity)
select
    stock_count.count_id,
    row_number() over (partition by stock_count.count_id order by intake_count.line) as line,
    intake_count.lot,
    intake_count.expires_on,
    intake_count.quantity
from pg_temp.intake_count
inner join vlmis.stock_count on intake_count.source_key = stock_count.source_key
where intake_count.occurred_on = :occurred_on;
