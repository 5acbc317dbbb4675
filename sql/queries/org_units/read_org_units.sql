-- name: copy_staged
copy vlmis.org_unit_staged (
    reading_id, org_unit_uid, code, name, short_name, parent_uid, path, level, opening_date, closed_date,
    last_updated
) from stdin;


-- name: delete_older_staging
-- Keep the tree of one reading only. Params: reading_id bigint
delete from vlmis.org_unit_staged
where org_unit_staged.reading_id <> :reading_id;


-- name: insert_reading
-- Begin a reading; returns its id. Params: read_at timestamptz, base_url text, root_uid text, unit_count integer
insert into vlmis.org_unit_reading (read_at, base_url, root_uid, unit_count)
values (:read_at, :base_url, :root_uid, :unit_count)
returning org_unit_reading.reading_id;
