-- The days that were counted, oldest first: a later count is measured after an earlier one.
select distinct intake_count.occurred_on
from pg_temp.intake_count
order by intake_count.occurred_on;
