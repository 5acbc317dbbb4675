-- One request with its answer. Grain: one row when it exists. Params: request_id bigint
select
    push_request.request_id,
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
where push_request.request_id = :request_id;
