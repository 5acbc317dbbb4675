-- Requests that carried figures, by outcome.
-- Grain:  one row per outcome. Params: day date or null, run_id text or null
select
    push_request.outcome,
    count(*) as requests
from vlmis.push_request
where
    (cast(:day as date) is null or push_request.day = :day)
    and (cast(:run_id as text) is null or push_request.run_id = :run_id)
group by push_request.outcome
order by push_request.outcome;
