-- Publish a day; true when this call froze it. Params: day date, run_id text
select vlmis.publish_day(:day, :run_id);
