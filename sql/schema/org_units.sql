-- The replica of the DHIS2 organisation unit tree, and the readings that it was made from.
-- Why:   stores are attached to org units; a reading is compared with the replica before it becomes the replica.
create table vlmis.org_unit (
    org_unit_uid text primary key
        constraint org_unit_uid_is_a_dhis2_uid check (org_unit_uid ~ '^[A-Za-z][A-Za-z0-9]{10}$'),
    code text,
    name text not null,
    short_name text,
    parent_uid text,
    path text not null,
    level integer not null constraint org_unit_level_starts_at_one check (level >= 1),
    opening_date date,
    closed_date date,
    last_updated timestamp,
    first_seen_at timestamptz not null,
    changed_at timestamptz not null,
    removed_at timestamptz
);
create index org_unit_by_parent on vlmis.org_unit (parent_uid);
create index org_unit_by_code on vlmis.org_unit (code);

comment on table vlmis.org_unit is 'Replica of the DHIS2 organisation unit tree. Grain: one org unit, also those that DHIS2 no longer has.';
comment on column vlmis.org_unit.org_unit_uid is 'DHIS2 uid (11 characters).';
comment on column vlmis.org_unit.code is 'DHIS2 code; null where DHIS2 has none.';
comment on column vlmis.org_unit.name is 'DHIS2 name.';
comment on column vlmis.org_unit.short_name is 'DHIS2 short name.';
comment on column vlmis.org_unit.parent_uid is 'Uid of the parent in the DHIS2 tree; null for the root.';
comment on column vlmis.org_unit.path is 'DHIS2 path, uids from the root down, separated by slashes.';
comment on column vlmis.org_unit.level is 'Depth in the DHIS2 tree; the root is 1.';
comment on column vlmis.org_unit.opening_date is 'First day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit.closed_date is 'Last day on which DHIS2 takes values for it; null while open.';
comment on column vlmis.org_unit.last_updated is 'When DHIS2 last changed it, in the DHIS2 server''s local time.';
comment on column vlmis.org_unit.first_seen_at is 'When a refresh first found it.';
comment on column vlmis.org_unit.changed_at is 'When a refresh last changed this row.';
comment on column vlmis.org_unit.removed_at is 'When a refresh no longer found it in DHIS2 (tombstone); null while it is there.';

grant select on vlmis.org_unit to vlmis_recorder, vlmis_auth;
grant select, insert, update on vlmis.org_unit to vlmis_pipeline;

create table vlmis.org_unit_reading (
    reading_id bigint generated always as identity primary key,
    read_at timestamptz not null,
    base_url text not null,
    root_uid text not null,
    unit_count integer not null,
    applied_at timestamptz
);

comment on table vlmis.org_unit_reading is 'A reading of the whole org-unit tree of DHIS2. Grain: one reading.';
comment on column vlmis.org_unit_reading.reading_id is 'Id, in the order of reading.';
comment on column vlmis.org_unit_reading.read_at is 'When it was read.';
comment on column vlmis.org_unit_reading.base_url is 'The DHIS2 that it was read from.';
comment on column vlmis.org_unit_reading.root_uid is 'Uid of the root of the tree.';
comment on column vlmis.org_unit_reading.unit_count is 'Org units in the tree.';
comment on column vlmis.org_unit_reading.applied_at is 'When it became the replica; null: not applied.';

grant select, insert, update on vlmis.org_unit_reading to vlmis_pipeline;

create table vlmis.org_unit_staged (
    reading_id bigint not null references vlmis.org_unit_reading (reading_id),
    org_unit_uid text not null,
    code text,
    name text not null,
    short_name text,
    parent_uid text,
    path text not null,
    level integer not null,
    opening_date date,
    closed_date date,
    last_updated timestamp,
    primary key (reading_id, org_unit_uid)
);

comment on table vlmis.org_unit_staged is 'The tree of the newest reading, before and after it is applied. Grain: one org unit of one reading.';
comment on column vlmis.org_unit_staged.reading_id is 'The reading.';
comment on column vlmis.org_unit_staged.org_unit_uid is 'DHIS2 uid.';
comment on column vlmis.org_unit_staged.code is 'DHIS2 code.';
comment on column vlmis.org_unit_staged.name is 'DHIS2 name.';
comment on column vlmis.org_unit_staged.short_name is 'DHIS2 short name.';
comment on column vlmis.org_unit_staged.parent_uid is 'Uid of the parent; null for the root.';
comment on column vlmis.org_unit_staged.path is 'DHIS2 path, uids from the root down.';
comment on column vlmis.org_unit_staged.level is 'Depth in the DHIS2 tree; the root is 1.';
comment on column vlmis.org_unit_staged.opening_date is 'First day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit_staged.closed_date is 'Last day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit_staged.last_updated is 'When DHIS2 last changed it, in its server''s local time.';

grant select, insert, delete on vlmis.org_unit_staged to vlmis_pipeline;
