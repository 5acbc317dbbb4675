-- Begin a day. Params: day date, run_id text, stores_per_chunk integer, early_reason text
select vlmis.begin_day(:day, :run_id, :stores_per_chunk, :early_reason);
