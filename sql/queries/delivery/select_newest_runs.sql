-- The newest runs of the push with what they sent. Grain: one row per run, newest first. Params: line_count integer
select
    push_run.run_id,
    push_run.night,
    push_run.planned_at,
    push_run.finished_at,
    (
        select coalesce(sum(push_batch.record_count), 0)
        from vlmis.push_batch
        where push_batch.run_id = push_run.run_id
    ) as planned_records,
    (
        select count(*)
        from vlmis.push_request
        where push_request.run_id = push_run.run_id
    ) as requests
from vlmis.push_run
order by push_run.planned_at desc
limit :line_count;
