-- Note that a run is over. Params: run_id text
update vlmis.push_run
set finished_at = clock_timestamp()
where push_run.run_id = :run_id;
