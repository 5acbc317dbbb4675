-- What was drafted from the lines. Grain: one row: lines, and of these late entries.
select
    count(*) as lines,
    count(*) filter (where draft.stock_day > draft.occurred_on) as late
from pg_temp.draft
where draft.count_id is null and draft.kind not in ('requisition_received', 'return_in');
