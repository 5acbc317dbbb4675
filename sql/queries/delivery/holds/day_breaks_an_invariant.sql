-- Nothing is sent of a frozen day whose rows no longer are what they were when it was sealed.
-- Grain:  one row when the day breaks an invariant.
-- Params: day date (frozen)
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(:day as date) as day,
    cast(:day as date) || ': ' || min(violation.rule || ' ' || violation.detail) as finding
from vlmis.day_violations(:day) as violation
having count(*) > 0;
