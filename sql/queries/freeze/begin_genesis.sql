-- Begin day zero. Params: day date, run_id text
select vlmis.begin_genesis(:day, :run_id);
