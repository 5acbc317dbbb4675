-- name: insert_notice
-- Record that a notice is about to be sent to a channel or a person; the first who does so sends it.
-- Grain:  one row, or none when it was recorded before.
-- Params: kind text, about text, channel text or null, account_id integer or null, content jsonb, now timestamptz
insert into vlmis.notice (kind, about, channel, account_id, content, state, attempts, written_at, attempted_at)
values (:kind, :about, :channel, :account_id, cast(:content as jsonb), 'sending', 1, :now, :now)
on conflict on constraint notice_is_sent_once do nothing
returning notice_id;


-- name: give_up_notice
-- Record that a notice is not sent and not tried again. Params: notice_id bigint, attempts_max integer
update vlmis.notice
set state = 'failed', attempts = :attempts_max
where notice_id = :notice_id;


-- name: settle_notice
-- Record the outcome of an attempt. Params: notice_id bigint, state text
update vlmis.notice
set state = :state
where notice_id = :notice_id;
