-- Note that all of a batch was sent. Params: run_id text, number integer
update vlmis.push_batch
set finished_at = clock_timestamp()
where push_batch.run_id = :run_id and push_batch.number = :number;
