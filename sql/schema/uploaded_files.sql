-- Files that people have uploaded for an import and not imported yet.
-- Why:   what is imported is exactly the file whose check the person saw, whatever the browser sends later.
create table vlmis.uploaded_file (
    uploaded_by text primary key,
    kind text not null,
    name text not null,
    encoding text,
    ignored_columns text[] not null,
    first_day date,
    creates_stores boolean not null,
    content bytea not null constraint uploaded_file_is_small check (length(content) <= 10485760),
    digest text not null,
    uploaded_at timestamptz not null
);

comment on table vlmis.uploaded_file is 'The file that a person has uploaded and not imported yet; removed with the import, or after an hour. Grain: one person.';
comment on column vlmis.uploaded_file.uploaded_by is 'Username of the person; nobody else sees the file.';
comment on column vlmis.uploaded_file.kind is 'What it is imported as: movements, counts, …';
comment on column vlmis.uploaded_file.name is 'Name of the file on the machine of the person.';
comment on column vlmis.uploaded_file.encoding is 'Its encoding, where the person named one.';
comment on column vlmis.uploaded_file.ignored_columns is 'Names of the columns to pass over.';
comment on column vlmis.uploaded_file.first_day is 'Of initial stock: the first day of the ledger.';
comment on column vlmis.uploaded_file.creates_stores is 'Of a national file: the missing stores are created.';
comment on column vlmis.uploaded_file.content is 'The file, byte for byte.';
comment on column vlmis.uploaded_file.digest is 'SHA-256 of the content, hexadecimal.';
comment on column vlmis.uploaded_file.uploaded_at is 'When it was uploaded.';

grant select, insert, update, delete on vlmis.uploaded_file to vlmis_recorder;
grant select, delete on vlmis.uploaded_file to vlmis_pipeline;
