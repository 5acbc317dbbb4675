-- Remember what administrators were told of a night.
-- Params: night date, run_id text, recipients text[], subject text, body text
insert into vlmis.summary_message (night, run_id, recipients, subject, body)
values (:night, :run_id, cast(:recipients as text[]), :subject, :body)
on conflict (night) do nothing;
