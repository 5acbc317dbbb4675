-- name: claim_failed_notice
-- Begin another attempt of the oldest notice that a channel did not take before this moment.
-- Grain:  one row, or none. Params: attempts_max integer, since timestamptz, now timestamptz
update vlmis.notice
set state = 'sending', attempts = notice.attempts + 1, attempted_at = :now
where
    notice.notice_id = (
        select failed.notice_id
        from vlmis.notice as failed
        where
            failed.state = 'failed'
            and failed.attempts < :attempts_max
            and failed.written_at > :since
            and failed.attempted_at < :now
        order by failed.notice_id
        limit 1
        for update skip locked
    )
returning notice_id, kind, about, channel, account_id, content;


-- name: count_failed_notices
-- Count the notices that will be tried again. Grain: one row. Params: attempts_max integer, since timestamptz
select count(*) as waiting
from vlmis.notice
where notice.state = 'failed' and notice.attempts < :attempts_max and notice.written_at > :since;
