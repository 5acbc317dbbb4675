-- name: select_notices
-- The newest notices, the newest first. Grain: one row per notice and recipient. Params: line_count integer
select
    notice.attempted_at,
    notice.kind,
    notice.about,
    coalesce(notice.channel, account.username) as recipient,
    notice.state,
    notice.attempts
from vlmis.notice
left join vlmis.account on notice.account_id = account.account_id
order by notice.written_at desc, notice.notice_id desc
limit :line_count;
