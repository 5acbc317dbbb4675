-- name: insert_summary_message
-- Remember that administrators were told of a night. Params: night date, run_id text, recipients text[]
insert into vlmis.summary_message (night, run_id, recipients)
values (:night, :run_id, cast(:recipients as text[]))
on conflict (night) do nothing;


-- name: select_summary_message
-- When the administrators were told of a night. Grain: one row when they were. Params: night date
select summary_message.sent_at
from vlmis.summary_message
where summary_message.night = :night;
