-- Open a day again that could not be sealed. Params: day date, run_id text
select vlmis.reopen_day(:day, :run_id);
