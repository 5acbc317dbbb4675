-- For which org units and days the data set is registered as complete in DHIS2.
-- Why:   reporting rates of DHIS2 count registrations, not data values; what is registered must be provable.
create table vlmis.data_set_registration (
    registration_id bigint generated always as identity primary key,
    day date not null,
    org_unit_uid text not null,
    data_set_uid text not null,
    is_complete boolean not null,
    request_id bigint references vlmis.push_request (request_id),
    proof_request_id bigint references vlmis.push_request (request_id),
    registered_at timestamptz,
    finding jsonb,
    unique (day, org_unit_uid, data_set_uid),
    constraint registered_by_a_request check ((registered_at is null) = (proof_request_id is null))
);
create index data_set_registration_open on vlmis.data_set_registration (data_set_uid, day)
where is_complete <> (registered_at is not null);

comment on table vlmis.data_set_registration is 'Whether the data set is registered as complete in DHIS2. Grain: one org unit, stock day and data set for which all records were in DHIS2 at some time; what is absent was never registered.';
comment on column vlmis.data_set_registration.registration_id is 'Id.';
comment on column vlmis.data_set_registration.day is 'Stock day.';
comment on column vlmis.data_set_registration.org_unit_uid is 'The org unit.';
comment on column vlmis.data_set_registration.data_set_uid is 'The data set.';
comment on column vlmis.data_set_registration.is_complete is 'True when all records of the org unit and day are posted: it is to be registered. False: a registration is to be withdrawn.';
comment on column vlmis.data_set_registration.request_id is 'The request that last asked DHIS2 to register it, or to withdraw that; null: none did.';
comment on column vlmis.data_set_registration.proof_request_id is 'The accepted request that registered it; null: it is not registered.';
comment on column vlmis.data_set_registration.registered_at is 'When it was read back as registered; null: it is not registered.';
comment on column vlmis.data_set_registration.finding is 'Why DHIS2 does not have it as it should be: a message (code, values); null: nothing is wrong.';

grant select on vlmis.data_set_registration to vlmis_recorder;
-- Written by functions of the owner only (sql/functions/change_registrations.sql).
grant select on vlmis.data_set_registration to vlmis_pipeline;
