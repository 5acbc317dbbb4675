-- What DHIS2 offered when it was asked before a push: server, user, data set, data elements, assignments.
-- Why:   the rules of preflight compare our master data with these rows, and the newest ones explain a hold.
create table vlmis.dhis2_snapshot (
    snapshot_id bigint generated always as identity primary key,
    taken_at timestamptz not null,
    base_url text not null,
    server_version text not null,
    has_new_importer boolean not null,
    server_time timestamp not null,
    server_time_zone text not null,
    username text not null,
    authorities text[] not null,
    capture_org_units text[] not null,
    view_org_units text[] not null,
    data_set_uid text not null,
    data_set_name text not null,
    period_type text not null,
    expiry_days numeric not null,
    open_future_periods integer not null,
    has_input_periods boolean not null,
    can_read boolean not null,
    can_write boolean not null,
    attribute_combo text not null default 'default',
    closed_options text[] not null
);

comment on table vlmis.dhis2_snapshot is 'What DHIS2 offered before a push: server, user, data set. Grain: one snapshot.';
comment on column vlmis.dhis2_snapshot.snapshot_id is 'Id.';
comment on column vlmis.dhis2_snapshot.taken_at is 'When it was taken.';
comment on column vlmis.dhis2_snapshot.base_url is 'Address of the DHIS2.';
comment on column vlmis.dhis2_snapshot.server_version is 'Version as the server says.';
comment on column vlmis.dhis2_snapshot.has_new_importer is 'True for 2.43 and later.';
comment on column vlmis.dhis2_snapshot.server_time is 'The server''s clock, in its own time zone.';
comment on column vlmis.dhis2_snapshot.server_time_zone is 'The server''s time zone, by which its days begin and end.';
comment on column vlmis.dhis2_snapshot.username is 'The user that sends.';
comment on column vlmis.dhis2_snapshot.authorities is 'Authorities of that user.';
comment on column vlmis.dhis2_snapshot.capture_org_units is 'Uids of the org units at and below which it may enter values.';
comment on column vlmis.dhis2_snapshot.view_org_units is 'Uids of the org units at and below which it may read values.';
comment on column vlmis.dhis2_snapshot.data_set_uid is 'The data set that takes the data values.';
comment on column vlmis.dhis2_snapshot.data_set_name is 'Its name.';
comment on column vlmis.dhis2_snapshot.period_type is 'Its period type; must be Daily.';
comment on column vlmis.dhis2_snapshot.expiry_days is 'Days after its end for which a day stays open, a decimal: half a day is twelve hours; 0: for ever.';
comment on column vlmis.dhis2_snapshot.open_future_periods is 'Days from today on that take values already (1: today).';
comment on column vlmis.dhis2_snapshot.has_input_periods is 'True when the data set lists the periods that it takes.';
comment on column vlmis.dhis2_snapshot.can_read is 'Whether the user may read its values.';
comment on column vlmis.dhis2_snapshot.can_write is 'Whether the user may write its values.';
comment on column vlmis.dhis2_snapshot.attribute_combo is 'Name of the data set''s own category combo; stock data values need the default one.';
comment on column vlmis.dhis2_snapshot.closed_options is 'Codes of the category options with which the user may not write values.';

-- A copy of foreign metadata, not history: old snapshots are deleted, and with them their rows in the other tables.
grant select, insert, delete on vlmis.dhis2_snapshot to vlmis_pipeline;

create table vlmis.dhis2_data_element (
    snapshot_id bigint not null references vlmis.dhis2_snapshot (snapshot_id) on delete cascade,
    data_element_uid text not null,
    name text not null,
    value_type text not null,
    aggregation_type text not null,
    is_aggregate boolean not null,
    is_zero_significant boolean not null,
    is_in_data_set boolean not null,
    option_combo_uids text[] not null,
    combo_problems jsonb not null,
    primary key (snapshot_id, data_element_uid)
);

comment on table vlmis.dhis2_data_element is 'The data elements that HMIS Codes name, as DHIS2 had them. Grain: one data element of one snapshot; one that DHIS2 does not have is absent.';
comment on column vlmis.dhis2_data_element.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_data_element.data_element_uid is 'Uid; an HMIS Code.';
comment on column vlmis.dhis2_data_element.name is 'Name in DHIS2.';
comment on column vlmis.dhis2_data_element.value_type is 'Value type; INTEGER or NUMBER can take stock data values.';
comment on column vlmis.dhis2_data_element.aggregation_type is 'Aggregation type.';
comment on column vlmis.dhis2_data_element.is_aggregate is 'False for elements of the tracker domain.';
comment on column vlmis.dhis2_data_element.is_zero_significant is 'Whether zeros are stored by 2.42 and before.';
comment on column vlmis.dhis2_data_element.is_in_data_set is 'Whether the data set has it.';
comment on column vlmis.dhis2_data_element.option_combo_uids is 'Uids of the nine category option combos in the order of the categories; null where not found.';
comment on column vlmis.dhis2_data_element.combo_problems is 'Messages that name the categories without a combo, or with several; an empty list: none.';

grant select, insert on vlmis.dhis2_data_element to vlmis_pipeline;

create table vlmis.dhis2_assignment (
    snapshot_id bigint not null references vlmis.dhis2_snapshot (snapshot_id) on delete cascade,
    org_unit_uid text not null,
    primary key (snapshot_id, org_unit_uid)
);

comment on table vlmis.dhis2_assignment is 'The org units to which the data set is assigned. Grain: one org unit of one snapshot.';
comment on column vlmis.dhis2_assignment.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_assignment.org_unit_uid is 'The org unit.';

grant select, insert on vlmis.dhis2_assignment to vlmis_pipeline;

create table vlmis.dhis2_org_unit (
    snapshot_id bigint not null references vlmis.dhis2_snapshot (snapshot_id) on delete cascade,
    org_unit_uid text not null,
    is_present boolean not null,
    opening_date date,
    closed_date date,
    fault jsonb,
    primary key (snapshot_id, org_unit_uid)
);

comment on table vlmis.dhis2_org_unit is 'The org units of stores, as DHIS2 had them when it was asked before a push: the replica may be older. Grain: one org unit of one snapshot.';
comment on column vlmis.dhis2_org_unit.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_org_unit.org_unit_uid is 'The org unit.';
comment on column vlmis.dhis2_org_unit.is_present is 'Whether DHIS2 listed it.';
comment on column vlmis.dhis2_org_unit.opening_date is 'First day on which it takes values; null: no such day.';
comment on column vlmis.dhis2_org_unit.closed_date is 'Last day on which it takes values; null while open.';
comment on column vlmis.dhis2_org_unit.fault is 'Message why its dates cannot be read; null: they can.';

grant select, insert on vlmis.dhis2_org_unit to vlmis_pipeline;

create table vlmis.dhis2_input_period (
    snapshot_id bigint not null references vlmis.dhis2_snapshot (snapshot_id) on delete cascade,
    day date not null,
    opens_at timestamp,
    closes_at timestamp,
    primary key (snapshot_id, day)
);

comment on table vlmis.dhis2_input_period is 'The days that the data set lists as open for input. Grain: one day of one snapshot.';
comment on column vlmis.dhis2_input_period.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_input_period.day is 'Stock day.';
comment on column vlmis.dhis2_input_period.opens_at is 'From when DHIS2 takes its values, in the server''s local time; null: it always has.';
comment on column vlmis.dhis2_input_period.closes_at is 'Until when DHIS2 takes its values, in the server''s local time; null: for ever.';

grant select, insert on vlmis.dhis2_input_period to vlmis_pipeline;

create table vlmis.dhis2_lock_exception (
    snapshot_id bigint not null references vlmis.dhis2_snapshot (snapshot_id) on delete cascade,
    org_unit_uid text not null,
    day date not null,
    primary key (snapshot_id, day, org_unit_uid)
);

comment on table vlmis.dhis2_lock_exception is 'The days that DHIS2 has opened again for one org unit, although they have expired or will. Grain: one org unit and day of one snapshot.';
comment on column vlmis.dhis2_lock_exception.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_lock_exception.org_unit_uid is 'The org unit.';
comment on column vlmis.dhis2_lock_exception.day is 'Stock day.';

grant select, insert on vlmis.dhis2_lock_exception to vlmis_pipeline;
