-- Write a request down before it is sent; returns its id. Until it is finished, its outcome is unknown.
-- Params: run_id text, batch integer, day date, header_id text, record_count integer, first_org_unit_uid text,
--         last_org_unit_uid text, body_digest text, body_bytes integer, server_version text
insert into vlmis.push_request (
    run_id, batch, day, header_id, record_count, first_org_unit_uid, last_org_unit_uid, body_digest, body_bytes,
    server_version
)
values (
    :run_id, :batch, :day, :header_id, :record_count, :first_org_unit_uid, :last_org_unit_uid, :body_digest,
    :body_bytes, :server_version
)
returning push_request.request_id;
