-- name: count_requests
-- Requests to DHIS2, by outcome.
-- Grain:  one row per outcome. Params: day date or null, run_id text or null
select
    push_request.outcome,
    count(*) as requests
from vlmis.push_request
where
    (cast(:day as date) is null or push_request.day = :day)
    and (cast(:run_id as text) is null or push_request.run_id = :run_id)
group by push_request.outcome
order by push_request.outcome;


-- name: select_requests
-- Requests to DHIS2, each with its answer, newest first.
-- Grain:  one row per request.
-- Params: request_id bigint or null, outcome text or null, day date or null, run_id text or null,
--         line_count integer or null (all), skipped bigint
select
    push_request.request_id,
    push_request.kind,
    push_request.run_id,
    push_request.batch,
    push_batch.label,
    push_request.day,
    push_request.header_id,
    push_request.record_count,
    push_request.first_org_unit_uid,
    push_request.last_org_unit_uid,
    push_request.body_digest,
    push_request.body_bytes,
    push_request.server_version,
    push_request.sent_at,
    push_request.answered_at,
    push_request.http_status,
    push_request.outcome,
    push_request.refused_count,
    push_request.imported,
    push_request.updated,
    push_request.ignored,
    push_request.deleted,
    push_request.is_unanswered,
    push_request.finding,
    push_request.answer
from vlmis.push_request
left join vlmis.push_batch on push_request.run_id = push_batch.run_id and push_request.batch = push_batch.number
where
    (cast(:request_id as bigint) is null or push_request.request_id = :request_id)
    and (cast(:outcome as text) is null or push_request.outcome = :outcome)
    and (cast(:day as date) is null or push_request.day = :day)
    and (cast(:run_id as text) is null or push_request.run_id = :run_id)
order by push_request.request_id desc
limit :line_count offset :skipped;
