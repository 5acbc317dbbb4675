-- name: attach_deletions
-- Note which request asks DHIS2 to delete. Params: request_id bigint, deletion_ids bigint[]
update vlmis.delivery_deletion
set request_id = :request_id
where delivery_deletion.deletion_id = any(cast(:deletion_ids as bigint[])) and delivery_deletion.settled_at is null;


-- name: insert_deletion_request
-- Write a request that deletes down before it is sent; returns its id. Until it is finished, its outcome is unknown.
-- Params: run_id text, day date, header_id text, record_count integer, first_org_unit_uid text,
--         last_org_unit_uid text, body_digest text, body_bytes integer, server_version text
insert into vlmis.push_request (
    run_id, batch, day, header_id, record_count, first_org_unit_uid, last_org_unit_uid, body_digest, body_bytes,
    server_version, is_deletion
)
values (
    :run_id, 0, :day, :header_id, :record_count, :first_org_unit_uid, :last_org_unit_uid, :body_digest,
    :body_bytes, :server_version, true
)
returning push_request.request_id;
