-- Stop all batches of a run. Params: run_id text, reason text, seconds integer (null: for good)
update vlmis.push_run
set
    stopped_at = clock_timestamp(),
    stopped_until = clock_timestamp() + make_interval(secs => cast(:seconds as double precision)),
    stopped_reason = :reason
where push_run.run_id = :run_id;
