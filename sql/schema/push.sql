-- Pushes: who switched sending on, where products report, the runs with their plans, requests and messages.
-- Why:   a run that was cut off continues its plan, and every request can be found in the log of DHIS2.
create table vlmis.production_switch (
    switch_id integer generated always as identity primary key,
    switched_at timestamptz not null,
    switched_by text not null,
    is_on boolean not null,
    base_url text not null,
    root_org_unit_uid text not null,
    system_identifier text not null,
    installation_id text,
    push_from date not null
);

comment on table vlmis.production_switch is 'Who switched sending on or off, and for which DHIS2 and which installation. Grain: one switching; the newest holds.';
comment on column vlmis.production_switch.switch_id is 'Id, in the order of switching.';
comment on column vlmis.production_switch.switched_at is 'When.';
comment on column vlmis.production_switch.switched_by is 'The person.';
comment on column vlmis.production_switch.is_on is 'True: from then on this installation may send.';
comment on column vlmis.production_switch.base_url is 'Address of the DHIS2 that it was switched on for.';
comment on column vlmis.production_switch.root_org_unit_uid is 'Uid of the root org unit of that DHIS2.';
comment on column vlmis.production_switch.system_identifier is 'System identifier of the PostgreSQL cluster.';
comment on column vlmis.production_switch.installation_id is 'Id kept in a file of the home directory; null where there is no home.';
comment on column vlmis.production_switch.push_from is 'First stock day that is sent; older ones only by requeue.';

-- Switched by people: by the role under which they log in, never by the one that sends.
grant select on vlmis.production_switch to vlmis_pipeline;
grant select, insert on vlmis.production_switch to vlmis_recorder;

create table vlmis.delivery_target (
    target_id integer generated always as identity primary key,
    data_set_uid text not null,
    data_element_uid text not null,
    option_combo_uids text[] not null
        constraint target_has_nine_combos check (cardinality(option_combo_uids) = 9),
    unique (data_set_uid, data_element_uid, option_combo_uids)
);

comment on table vlmis.delivery_target is 'Where the data values of a product go in DHIS2. Grain: one data element with its nine combos in one data set.';
comment on column vlmis.delivery_target.target_id is 'Id.';
comment on column vlmis.delivery_target.data_set_uid is 'Data set.';
comment on column vlmis.delivery_target.data_element_uid is 'Data element.';
comment on column vlmis.delivery_target.option_combo_uids is 'Category option combos in the order of the categories (opening balance first, closing balance last).';

grant select on vlmis.delivery_target to vlmis_recorder;
grant select, insert on vlmis.delivery_target to vlmis_pipeline;

create table vlmis.push_run (
    run_id text primary key,
    night date not null,
    snapshot_id bigint not null,
    data_set_uid text not null,
    counts_attempts boolean not null,
    push_from date not null,
    planned_at timestamptz not null,
    stopped_at timestamptz,
    stopped_until timestamptz,
    stopped_reason jsonb,
    finished_at timestamptz,
    records_per_request integer constraint request_holds_a_record check (records_per_request >= 1)
);

comment on table vlmis.push_run is 'One push. Grain: one run of the DAG or of the command.';
comment on column vlmis.push_run.run_id is 'Run of Airflow, or of the command line.';
comment on column vlmis.push_run.night is 'Local date that it counts for.';
comment on column vlmis.push_run.snapshot_id is 'What DHIS2 offered; old snapshots are not kept.';
comment on column vlmis.push_run.data_set_uid is 'Data set that it sends to.';
comment on column vlmis.push_run.counts_attempts is 'False for a push of a past night: its refusals are not counted.';
comment on column vlmis.push_run.push_from is 'First stock day that is sent without being asked for.';
comment on column vlmis.push_run.planned_at is 'When it was (last) planned.';
comment on column vlmis.push_run.stopped_at is 'When it was stopped for all its batches; null: not stopped.';
comment on column vlmis.push_run.stopped_until is 'When a batch may try again; null: not in this run.';
comment on column vlmis.push_run.stopped_reason is 'Why it was stopped: a message (code, values).';
comment on column vlmis.push_run.finished_at is 'When it was read back and summarised.';
comment on column vlmis.push_run.records_per_request is 'Most records that a request of this run may hold since DHIS2 did not answer in time; null: as usual.';

grant select, insert, update on vlmis.push_run to vlmis_pipeline;

create table vlmis.push_product (
    run_id text not null references vlmis.push_run (run_id),
    product_id integer not null references vlmis.product (product_id),
    target_id integer not null references vlmis.delivery_target (target_id),
    primary key (run_id, product_id)
);

comment on table vlmis.push_product is 'Where each product goes in a run. Grain: one product of one run; products that cannot be sent are absent.';
comment on column vlmis.push_product.run_id is 'The run.';
comment on column vlmis.push_product.product_id is 'The product.';
comment on column vlmis.push_product.target_id is 'Its target.';

-- A plan, not history: planning again replaces it.
grant select, insert, delete on vlmis.push_product to vlmis_pipeline;

create table vlmis.push_batch (
    run_id text not null references vlmis.push_run (run_id),
    number integer not null,
    label text not null,
    days date[] not null,
    store_ids integer[] not null,
    record_count bigint not null,
    closes_at timestamptz,
    finished_at timestamptz,
    primary key (run_id, number)
);

comment on table vlmis.push_batch is 'The plan of a run: some days of some stores. Grain: one batch of one run.';
comment on column vlmis.push_batch.run_id is 'The run.';
comment on column vlmis.push_batch.number is 'Order of sending, from 1; what DHIS2 closes soonest comes first.';
comment on column vlmis.push_batch.label is 'Day and branch, for people.';
comment on column vlmis.push_batch.days is 'Stock days.';
comment on column vlmis.push_batch.store_ids is 'Stores.';
comment on column vlmis.push_batch.record_count is 'Records to send when it was planned.';
comment on column vlmis.push_batch.closes_at is 'When DHIS2 closes its first day; null: never.';
comment on column vlmis.push_batch.finished_at is 'When all of it was sent.';

-- A plan, not history: planning again replaces it.
grant select, insert, update, delete on vlmis.push_batch to vlmis_pipeline;

create table vlmis.push_request (
    request_id bigint generated always as identity primary key,
    switch_id integer not null references vlmis.production_switch (switch_id),
    run_id text not null references vlmis.push_run (run_id),
    batch integer not null,
    day date not null,
    header_id text not null,
    record_count integer not null,
    first_org_unit_uid text not null,
    last_org_unit_uid text not null,
    body_digest text not null,
    body_bytes integer not null,
    server_version text not null,
    sent_at timestamptz not null default clock_timestamp(),
    answered_at timestamptz,
    http_status integer,
    outcome text not null default 'unknown'
        constraint request_outcome_is_known check (outcome in ('unknown', 'accepted', 'refused')),
    refused_count integer,
    imported integer,
    updated integer,
    ignored integer,
    deleted integer,
    is_unanswered boolean not null default false,
    finding jsonb,
    answer text,
    kind text not null default 'values'
        constraint request_kind_is_known check (kind in ('values', 'deletion', 'registration', 'deregistration'))
);
create index push_request_by_run on vlmis.push_request (run_id, batch);
create index push_request_without_end on vlmis.push_request (run_id) where answered_at is null and finding is null;

comment on table vlmis.push_request is 'Every request that carried data values, deleted stale ones, or registered the data set as complete. Grain: one request.';
comment on column vlmis.push_request.request_id is 'Id, in the order of sending.';
comment on column vlmis.push_request.switch_id is 'The permission to send under which it was sent.';
comment on column vlmis.push_request.run_id is 'The run.';
comment on column vlmis.push_request.batch is 'The batch; 0: after the batches.';
comment on column vlmis.push_request.day is 'Stock day of all its records.';
comment on column vlmis.push_request.header_id is 'X-Request-ID, which DHIS2 writes into its log.';
comment on column vlmis.push_request.record_count is 'Records (nine values each); of registrations, org units.';
comment on column vlmis.push_request.first_org_unit_uid is 'First org unit in the order of uids.';
comment on column vlmis.push_request.last_org_unit_uid is 'Last org unit in the order of uids.';
comment on column vlmis.push_request.body_digest is 'SHA-256 of the body before compression, hexadecimal.';
comment on column vlmis.push_request.body_bytes is 'Bytes sent (compressed).';
comment on column vlmis.push_request.server_version is 'Version of DHIS2 at the start of the run.';
comment on column vlmis.push_request.sent_at is 'When it was sent.';
comment on column vlmis.push_request.answered_at is 'When its answer was read; null: no answer was written down, because it is being sent or its sender was interrupted (see finding).';
comment on column vlmis.push_request.http_status is 'HTTP status; null: no answer came.';
comment on column vlmis.push_request.outcome is 'accepted: all but the records refused by name; refused: nothing was stored; unknown: nobody knows.';
comment on column vlmis.push_request.refused_count is 'Records, or org units, refused by name; null: no answer yet, or DHIS2 refused the user.';
comment on column vlmis.push_request.imported is 'Values, or registrations, that DHIS2 says it created.';
comment on column vlmis.push_request.updated is 'Values, or registrations, that DHIS2 says it updated.';
comment on column vlmis.push_request.ignored is 'Values, or registrations, that DHIS2 says it ignored.';
comment on column vlmis.push_request.deleted is 'Values, or registrations, that DHIS2 says it deleted.';
comment on column vlmis.push_request.is_unanswered is 'True when its one record stayed unknown although it was sent alone and repeated.';
comment on column vlmis.push_request.finding is 'Why the outcome is unknown or refused: a message (code, values).';
comment on column vlmis.push_request.answer is 'The answer, its first 4,000 characters; kept unless everything was accepted.';
comment on column vlmis.push_request.kind is 'values (it carried data values), deletion (of stale values), registration (of org units as complete for the day) or deregistration.';

grant select on vlmis.push_request to vlmis_recorder;
-- Written by vlmis.begin_request; its answer once, when it has come.
grant select, update (
    answered_at, http_status, outcome, refused_count, imported, updated, ignored, deleted, is_unanswered, finding,
    answer
) on vlmis.push_request to vlmis_pipeline;

create table vlmis.summary_message (
    night date primary key,
    sent_at timestamptz not null default clock_timestamp(),
    run_id text not null references vlmis.push_run (run_id),
    recipients text[] not null
);

comment on table vlmis.summary_message is 'That DHIS2 administrators were told of a night, in the inbox of DHIS2. Grain: one night.';
comment on column vlmis.summary_message.night is 'Night (local date).';
comment on column vlmis.summary_message.sent_at is 'When DHIS2 took it.';
comment on column vlmis.summary_message.run_id is 'The run.';
comment on column vlmis.summary_message.recipients is 'User groups and users, as the setting names them.';

grant select, insert on vlmis.summary_message to vlmis_pipeline;
