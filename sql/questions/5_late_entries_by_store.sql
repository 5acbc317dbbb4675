-- Late entries by store last month
-- A late entry came after its day was frozen and is counted in a later day. Stores with many need longer days of grace, or
-- another way to record.
select
    late_entries.store_code as store,
    count(*) as entries,
    round(avg(late_entries.days_late), 1) as average_days_late,
    max(late_entries.days_late) as most_days_late
from analyst.late_entries
where late_entries.stock_day between date '2026-03-01' and date '2026-03-31'
group by late_entries.store_code
order by count(*) desc, late_entries.store_code;
