-- Requests and bytes of a run. Grain: one row. Params: run_id text
select
    count(*) as requests,
    coalesce(sum(push_request.body_bytes), 0) as body_bytes,
    count(*) filter (where push_request.outcome = 'unknown') as unknown
from vlmis.push_request
where push_request.run_id = :run_id;
