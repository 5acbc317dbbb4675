-- Write down what came of a request.
-- Params: request_id bigint, http_status integer, outcome text, refused_count integer, imported integer,
--         updated integer, ignored integer, deleted integer, is_unanswered boolean, finding text,
--         answer text
update vlmis.push_request
set
    answered_at = clock_timestamp(),
    http_status = :http_status,
    outcome = :outcome,
    refused_count = :refused_count,
    imported = :imported,
    updated = :updated,
    ignored = :ignored,
    deleted = :deleted,
    is_unanswered = :is_unanswered,
    finding = :finding,
    answer = :answer
where push_request.request_id = :request_id;
