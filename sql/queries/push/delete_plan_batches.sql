-- Forget the batches of a run. Params: run_id text
delete from vlmis.push_batch
where push_batch.run_id = :run_id;
