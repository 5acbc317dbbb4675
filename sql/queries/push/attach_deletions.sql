-- Note which request asks DHIS2 to delete. Params: request_id bigint, deletion_ids bigint[]
update vlmis.delivery_deletion
set request_id = :request_id
where delivery_deletion.deletion_id = any(cast(:deletion_ids as bigint[])) and delivery_deletion.settled_at is null;
