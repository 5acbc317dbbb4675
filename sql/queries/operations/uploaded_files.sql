-- name: delete_old_uploads
-- Delete the files that were uploaded too long ago. Params: before timestamptz
delete from vlmis.uploaded_file
where uploaded_file.uploaded_at < :before;


-- name: delete_upload
-- Delete the file of a person. Params: uploaded_by text
delete from vlmis.uploaded_file
where uploaded_file.uploaded_by = :uploaded_by;


-- name: select_upload
-- Select the file of a person. Grain: at most one row. Params: uploaded_by text
select
    uploaded_file.kind,
    uploaded_file.name,
    uploaded_file.content,
    uploaded_file.encoding,
    uploaded_file.ignored_columns,
    uploaded_file.first_day,
    uploaded_file.creates_stores
from vlmis.uploaded_file
where uploaded_file.uploaded_by = :uploaded_by;


-- name: take_upload
-- Delete the file of a person and return it, if it is the one with this digest.
-- Why:    of two imports at once, the second waits for the first and finds no file.
-- Grain:  at most one row. Params: uploaded_by text, digest text
delete from vlmis.uploaded_file
where uploaded_file.uploaded_by = :uploaded_by and uploaded_file.digest = :digest
returning
    uploaded_file.kind,
    uploaded_file.name,
    uploaded_file.content,
    uploaded_file.encoding,
    uploaded_file.ignored_columns,
    uploaded_file.first_day,
    uploaded_file.creates_stores;


-- name: upsert_upload
-- Keep the file of a person in the place of an earlier one.
-- Params: uploaded_by text, kind text, name text, content bytea, digest text, encoding text,
--         ignored_columns text[], first_day date, creates_stores boolean, uploaded_at timestamptz
insert into vlmis.uploaded_file (
    uploaded_by, kind, name, content, digest, encoding, ignored_columns, first_day, creates_stores, uploaded_at
)
values (
    :uploaded_by, :kind, :name, :content, :digest, :encoding, :ignored_columns, :first_day, :creates_stores,
    :uploaded_at
)
on conflict (uploaded_by) do update
    set
        kind = excluded.kind, name = excluded.name, content = excluded.content, digest = excluded.digest,
        encoding = excluded.encoding, ignored_columns = excluded.ignored_columns,
        first_day = excluded.first_day, creates_stores = excluded.creates_stores,
        uploaded_at = excluded.uploaded_at;
