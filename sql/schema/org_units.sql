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
    latitude double precision constraint latitude_is_in_degrees check (latitude between -90 and 90),
    longitude double precision constraint longitude_is_in_degrees check (longitude between -180 and 180),
    first_seen_at timestamptz not null,
    changed_at timestamptz not null,
    removed_at timestamptz,
    set_aside_reason jsonb,
    is_usable boolean not null generated always as (removed_at is null and set_aside_reason is null) stored,
    constraint org_unit_has_both_coordinates_or_none check ((latitude is null) = (longitude is null))
);
create index org_unit_by_parent on vlmis.org_unit (parent_uid);
create index org_unit_by_code on vlmis.org_unit (code);

comment on table vlmis.org_unit is 'Replica of the DHIS2 organisation unit tree. Grain: one org unit, also those that DHIS2 no longer has.';
comment on column vlmis.org_unit.org_unit_uid is 'DHIS2 uid (11 characters).';
comment on column vlmis.org_unit.code is 'DHIS2 code; null where DHIS2 has none.';
comment on column vlmis.org_unit.name is 'DHIS2 name.';
comment on column vlmis.org_unit.short_name is 'DHIS2 short name.';
comment on column vlmis.org_unit.parent_uid is 'Uid of the parent in the DHIS2 tree; null for the root.';
comment on column vlmis.org_unit.path is 'Uids from the root down, separated by slashes; made from the parents, not read from DHIS2.';
comment on column vlmis.org_unit.level is 'Depth in the tree; the root is 1.';
comment on column vlmis.org_unit.opening_date is 'First day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit.closed_date is 'Last day on which DHIS2 takes values for it; null while open.';
comment on column vlmis.org_unit.last_updated is 'When DHIS2 last changed it, in the DHIS2 server''s local time.';
comment on column vlmis.org_unit.latitude is 'Degrees north of the equator, where DHIS2 has a point for it; null: none, or an area.';
comment on column vlmis.org_unit.longitude is 'Degrees east of Greenwich, where DHIS2 has a point for it; null: none, or an area.';
comment on column vlmis.org_unit.first_seen_at is 'When a refresh first found it.';
comment on column vlmis.org_unit.changed_at is 'When a refresh last changed this row.';
comment on column vlmis.org_unit.removed_at is 'When a refresh no longer found it in DHIS2 (tombstone); null while it is there.';
comment on column vlmis.org_unit.set_aside_reason is 'Message why the newest refresh could not use it; the other columns are as before that. Null while it can be used.';
comment on column vlmis.org_unit.is_usable is 'Whether DHIS2 has it and it can be used.';

grant select on vlmis.org_unit to vlmis_recorder, vlmis_auth;
grant select, insert, update on vlmis.org_unit to vlmis_pipeline;

create table vlmis.org_unit_reading (
    reading_id bigint generated always as identity primary key,
    read_at timestamptz not null,
    base_url text not null,
    root_uid text not null,
    unit_count integer not null,
    set_aside_count integer not null,
    shows_zeros boolean,
    output_period_types text[],
    applied_at timestamptz
);

comment on table vlmis.org_unit_reading is 'A reading of the whole org-unit tree of DHIS2. Grain: one reading.';
comment on column vlmis.org_unit_reading.reading_id is 'Id, in the order of reading.';
comment on column vlmis.org_unit_reading.read_at is 'When it was read.';
comment on column vlmis.org_unit_reading.base_url is 'The DHIS2 that it was read from.';
comment on column vlmis.org_unit_reading.root_uid is 'Uid of the root of the tree.';
comment on column vlmis.org_unit_reading.unit_count is 'Org units in the tree.';
comment on column vlmis.org_unit_reading.set_aside_count is 'Listed org units that are not in the tree.';
comment on column vlmis.org_unit_reading.shows_zeros is 'Whether DHIS2 had zeros in analytics then; null: it did not tell.';
comment on column vlmis.org_unit_reading.output_period_types is 'For which period types DHIS2 added up flows in analytics then; null: for all, or it did not tell.';
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
    latitude double precision,
    longitude double precision,
    primary key (reading_id, org_unit_uid)
);

comment on table vlmis.org_unit_staged is 'The tree of the newest reading, before and after it is applied. Grain: one org unit of one reading.';
comment on column vlmis.org_unit_staged.reading_id is 'The reading.';
comment on column vlmis.org_unit_staged.org_unit_uid is 'DHIS2 uid.';
comment on column vlmis.org_unit_staged.code is 'DHIS2 code.';
comment on column vlmis.org_unit_staged.name is 'DHIS2 name.';
comment on column vlmis.org_unit_staged.short_name is 'DHIS2 short name.';
comment on column vlmis.org_unit_staged.parent_uid is 'Uid of the parent; null for the root.';
comment on column vlmis.org_unit_staged.path is 'Uids from the root down, made from the parents.';
comment on column vlmis.org_unit_staged.level is 'Depth in the tree; the root is 1.';
comment on column vlmis.org_unit_staged.opening_date is 'First day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit_staged.closed_date is 'Last day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit_staged.last_updated is 'When DHIS2 last changed it, in its server''s local time.';
comment on column vlmis.org_unit_staged.latitude is 'Degrees north of the equator; null: DHIS2 has no point for it.';
comment on column vlmis.org_unit_staged.longitude is 'Degrees east of Greenwich; null: DHIS2 has no point for it.';

grant select, insert, delete on vlmis.org_unit_staged to vlmis_pipeline;

create table vlmis.org_unit_set_aside (
    reading_id bigint not null references vlmis.org_unit_reading (reading_id),
    position integer not null,
    org_unit_uid text,
    code text,
    name text,
    message jsonb not null,
    primary key (reading_id, position)
);

comment on table vlmis.org_unit_set_aside is 'What DHIS2 listed and no tree could be made of, since the newest applied reading. Grain: one org unit of one reading.';
comment on column vlmis.org_unit_set_aside.reading_id is 'The reading.';
comment on column vlmis.org_unit_set_aside.position is 'Its number in the reading, by uid.';
comment on column vlmis.org_unit_set_aside.org_unit_uid is 'Uid as DHIS2 lists it; null: none that can be read.';
comment on column vlmis.org_unit_set_aside.code is 'DHIS2 code; null: none, or none that can be read.';
comment on column vlmis.org_unit_set_aside.name is 'DHIS2 name; null: none that can be read.';
comment on column vlmis.org_unit_set_aside.message is 'Why it was set aside: code and values.';

grant select, insert, delete on vlmis.org_unit_set_aside to vlmis_pipeline;
grant select on vlmis.org_unit_set_aside to vlmis_recorder;
grant select on vlmis.org_unit_reading to vlmis_recorder;
