-- Readings of the org-unit tree, what DHIS2 offers, and the delivery of every record.
-- Why:   posted must be provable and refusals countable; the bulk is one narrow row per record, and causes,
--        requests and refusals have tables of their own.
-- Lock:  new objects only.
set local lock_timeout = '5s';

create table vlmis.org_unit_reading (
    reading_id bigint generated always as identity primary key,
    read_at timestamptz not null,
    base_url text not null,
    root_uid text not null,
    unit_count integer not null,
    applied_at timestamptz
);

comment on table vlmis.org_unit_reading is 'A reading of the whole org-unit tree of DHIS2. Grain: one reading.';
comment on column vlmis.org_unit_reading.reading_id is 'Our id, in the order of reading.';
comment on column vlmis.org_unit_reading.read_at is 'When it was read.';
comment on column vlmis.org_unit_reading.base_url is 'The DHIS2 that it was read from.';
comment on column vlmis.org_unit_reading.root_uid is 'Uid of the root of the tree.';
comment on column vlmis.org_unit_reading.unit_count is 'Org units in the tree.';
comment on column vlmis.org_unit_reading.applied_at is 'When it became the replica; null: not applied.';

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
comment on column vlmis.production_switch.switch_id is 'Our id, in the order of switching.';
comment on column vlmis.production_switch.switched_at is 'When.';
comment on column vlmis.production_switch.switched_by is 'The person.';
comment on column vlmis.production_switch.is_on is 'True: from then on this installation may send.';
comment on column vlmis.production_switch.base_url is 'Address of the DHIS2 that it was switched on for.';
comment on column vlmis.production_switch.root_org_unit_uid is 'Uid of the root org unit of that DHIS2.';
comment on column vlmis.production_switch.system_identifier is 'System identifier of the PostgreSQL cluster.';
comment on column vlmis.production_switch.installation_id is 'Id kept in a file of the home directory; null where there is no home.';
comment on column vlmis.production_switch.push_from is 'First stock day that is sent; older ones only by requeue.';

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
    expiry_days integer not null,
    open_future_periods integer not null,
    has_input_periods boolean not null,
    can_read boolean not null,
    can_write boolean not null
);

comment on table vlmis.dhis2_snapshot is 'What DHIS2 offered before a push: server, user, data set. Grain: one snapshot.';
comment on column vlmis.dhis2_snapshot.snapshot_id is 'Our id.';
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
comment on column vlmis.dhis2_snapshot.data_set_uid is 'The data set that takes the figures.';
comment on column vlmis.dhis2_snapshot.data_set_name is 'Its name.';
comment on column vlmis.dhis2_snapshot.period_type is 'Its period type; must be Daily.';
comment on column vlmis.dhis2_snapshot.expiry_days is 'Days after its end for which a day stays open; 0: for ever.';
comment on column vlmis.dhis2_snapshot.open_future_periods is 'Days from today on that take values already (1: today).';
comment on column vlmis.dhis2_snapshot.has_input_periods is 'True when the data set lists the periods that it takes.';
comment on column vlmis.dhis2_snapshot.can_read is 'Whether the user may read its values.';
comment on column vlmis.dhis2_snapshot.can_write is 'Whether the user may write its values.';

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
    combo_problem text not null,
    primary key (snapshot_id, data_element_uid)
);

comment on table vlmis.dhis2_data_element is 'The data elements that HMIS Codes name, as DHIS2 had them. Grain: one data element of one snapshot; one that DHIS2 does not have is absent.';
comment on column vlmis.dhis2_data_element.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_data_element.data_element_uid is 'Uid; an HMIS Code.';
comment on column vlmis.dhis2_data_element.name is 'Name in DHIS2.';
comment on column vlmis.dhis2_data_element.value_type is 'Value type; INTEGER or NUMBER can take stock figures.';
comment on column vlmis.dhis2_data_element.aggregation_type is 'Aggregation type.';
comment on column vlmis.dhis2_data_element.is_aggregate is 'False for elements of the tracker domain.';
comment on column vlmis.dhis2_data_element.is_zero_significant is 'Whether zeros are stored by 2.42 and before.';
comment on column vlmis.dhis2_data_element.is_in_data_set is 'Whether the data set has it.';
comment on column vlmis.dhis2_data_element.option_combo_uids is 'Uids of the nine category option combos in the order of the categories; null where not found.';
comment on column vlmis.dhis2_data_element.combo_problem is 'Which categories are missing or ambiguous; empty: none.';

create table vlmis.dhis2_assignment (
    snapshot_id bigint not null references vlmis.dhis2_snapshot (snapshot_id) on delete cascade,
    org_unit_uid text not null,
    primary key (snapshot_id, org_unit_uid)
);

comment on table vlmis.dhis2_assignment is 'The org units to which the data set is assigned. Grain: one org unit of one snapshot.';
comment on column vlmis.dhis2_assignment.snapshot_id is 'The snapshot.';
comment on column vlmis.dhis2_assignment.org_unit_uid is 'The org unit.';

create table vlmis.delivery_target (
    target_id integer generated always as identity primary key,
    data_set_uid text not null,
    data_element_uid text not null,
    option_combo_uids text[] not null
        constraint target_has_nine_combos check (cardinality(option_combo_uids) = 9),
    unique (data_set_uid, data_element_uid, option_combo_uids)
);

comment on table vlmis.delivery_target is 'Where figures of a product go in DHIS2. Grain: one data element with its nine combos in one data set.';
comment on column vlmis.delivery_target.target_id is 'Our id.';
comment on column vlmis.delivery_target.data_set_uid is 'Data set.';
comment on column vlmis.delivery_target.data_element_uid is 'Data element.';
comment on column vlmis.delivery_target.option_combo_uids is 'Category option combos in the order of the categories (opening balance first, closing balance last).';

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
    stopped_reason text,
    finished_at timestamptz
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
comment on column vlmis.push_run.stopped_reason is 'Why it was stopped.';
comment on column vlmis.push_run.finished_at is 'When it was read back and summarised.';

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

create table vlmis.push_request (
    request_id bigint generated always as identity primary key,
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
    finding text,
    answer text
);
create index push_request_by_run on vlmis.push_request (run_id, batch);

comment on table vlmis.push_request is 'Every request that carried figures. Grain: one request.';
comment on column vlmis.push_request.request_id is 'Our id, in the order of sending.';
comment on column vlmis.push_request.run_id is 'The run.';
comment on column vlmis.push_request.batch is 'The batch.';
comment on column vlmis.push_request.day is 'Stock day of all its records.';
comment on column vlmis.push_request.header_id is 'X-Request-ID, which DHIS2 writes into its log.';
comment on column vlmis.push_request.record_count is 'Records (nine values each).';
comment on column vlmis.push_request.first_org_unit_uid is 'First org unit in the order of uids.';
comment on column vlmis.push_request.last_org_unit_uid is 'Last org unit in the order of uids.';
comment on column vlmis.push_request.body_digest is 'SHA-256 of the body before compression, hexadecimal.';
comment on column vlmis.push_request.body_bytes is 'Bytes sent (compressed).';
comment on column vlmis.push_request.server_version is 'Version of DHIS2 at the start of the run.';
comment on column vlmis.push_request.sent_at is 'When it was sent.';
comment on column vlmis.push_request.answered_at is 'When its answer was read; null: no answer was written down.';
comment on column vlmis.push_request.http_status is 'HTTP status; null: no answer came.';
comment on column vlmis.push_request.outcome is 'accepted: all but the records refused by name; refused: nothing was stored; unknown: nobody knows.';
comment on column vlmis.push_request.refused_count is 'Records refused by name.';
comment on column vlmis.push_request.imported is 'Values that DHIS2 says it created.';
comment on column vlmis.push_request.updated is 'Values that DHIS2 says it updated.';
comment on column vlmis.push_request.ignored is 'Values that DHIS2 says it ignored.';
comment on column vlmis.push_request.deleted is 'Values that DHIS2 says it deleted.';
comment on column vlmis.push_request.is_unanswered is 'True when its one record stayed unknown although it was sent alone and repeated.';
comment on column vlmis.push_request.finding is 'Why the outcome is unknown or refused.';
comment on column vlmis.push_request.answer is 'The answer, its first 4,000 characters; kept unless everything was accepted.';

create type vlmis.delivery_state as enum ('pending', 'refused', 'posted', 'exhausted');

create table vlmis.delivery (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    target_id integer,
    request_id bigint,
    state vlmis.delivery_state not null,
    is_awaiting_read_back boolean not null default false,
    round smallint not null default 1,
    attempts smallint not null default 0 constraint attempts_are_at_most_five check (attempts between 0 and 5),
    nights_tried smallint not null default 0,
    unanswered_nights smallint not null default 0,
    last_night date,
    refused_night date,
    unanswered_night date,
    posted_night date,
    org_unit_uid text,
    primary key (day, store_id, product_id),
    constraint exhausted_means_five_refusals check ((state = 'exhausted') = (attempts = 5)),
    constraint refused_means_an_attempt check (state <> 'refused' or refused_night is not null),
    constraint posted_has_its_target check (
        state <> 'posted' or (target_id is not null and org_unit_uid is not null and request_id is not null)
    )
) with (fillfactor = 60);  -- Every row is updated once, when it is posted; in its page, without the index.

comment on table vlmis.delivery is 'What became of a record at the push. Grain: one EoD row that was sent or asked for; a row that is absent is pending.';
comment on column vlmis.delivery.day is 'Stock day.';
comment on column vlmis.delivery.store_id is 'The store.';
comment on column vlmis.delivery.product_id is 'The product.';
comment on column vlmis.delivery.target_id is 'Where it was last sent to.';
comment on column vlmis.delivery.request_id is 'The request that last carried it.';
comment on column vlmis.delivery.state is 'pending, refused (tried again next night), posted (accepted and read back equal) or exhausted (five refusals).';
comment on column vlmis.delivery.is_awaiting_read_back is 'True from sending until it is refused or compared with what DHIS2 holds.';
comment on column vlmis.delivery.round is 'Rounds begun; a requeue begins one.';
comment on column vlmis.delivery.attempts is 'Nights on which DHIS2 refused it in this round, at most five.';
comment on column vlmis.delivery.nights_tried is 'Nights on which it was sent, whatever came of it.';
comment on column vlmis.delivery.unanswered_nights is 'Nights on which it stayed unknown although it was sent alone.';
comment on column vlmis.delivery.last_night is 'Night on which it was last sent.';
comment on column vlmis.delivery.refused_night is 'Night of the last counted refusal.';
comment on column vlmis.delivery.unanswered_night is 'Night on which it last stayed unknown alone.';
comment on column vlmis.delivery.posted_night is 'Night on which it was read back equal.';
comment on column vlmis.delivery.org_unit_uid is 'Org unit for which it was last sent.';

create table vlmis.delivery_attempt (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    round smallint not null,
    attempt smallint not null,
    night date not null,
    request_id bigint not null,
    target_id integer not null,
    org_unit_uid text not null,
    code text not null,
    sentence text not null,
    categories text[] not null,
    primary key (day, store_id, product_id, round, attempt)
);

comment on table vlmis.delivery_attempt is 'Every refusal that counted. Grain: one attempt of one record; at most one a night.';
comment on column vlmis.delivery_attempt.day is 'Stock day.';
comment on column vlmis.delivery_attempt.store_id is 'The store.';
comment on column vlmis.delivery_attempt.product_id is 'The product.';
comment on column vlmis.delivery_attempt.round is 'Round; a requeue begins one.';
comment on column vlmis.delivery_attempt.attempt is 'Number in the round, 1 to 5.';
comment on column vlmis.delivery_attempt.night is 'Night.';
comment on column vlmis.delivery_attempt.request_id is 'The request.';
comment on column vlmis.delivery_attempt.target_id is 'Where it was sent to.';
comment on column vlmis.delivery_attempt.org_unit_uid is 'Org unit for which it was sent.';
comment on column vlmis.delivery_attempt.code is 'Error code of DHIS2; empty: refused without a reason.';
comment on column vlmis.delivery_attempt.sentence is 'What DHIS2 said.';
comment on column vlmis.delivery_attempt.categories is 'The figures that were refused, by category.';

create table vlmis.delivery_retarget (
    retarget_id bigint generated always as identity primary key,
    day date not null,
    store_id integer not null,
    product_id integer not null,
    target_id integer not null,
    org_unit_uid text not null,
    left_at timestamptz not null default clock_timestamp(),
    unique (day, store_id, product_id, target_id, org_unit_uid)
);

comment on table vlmis.delivery_retarget is 'Targets that records were sent to before their HMIS Code or org unit changed: DHIS2 may hold figures there. Grain: one record that left one target.';
comment on column vlmis.delivery_retarget.retarget_id is 'Our id.';
comment on column vlmis.delivery_retarget.day is 'Stock day.';
comment on column vlmis.delivery_retarget.store_id is 'The store.';
comment on column vlmis.delivery_retarget.product_id is 'The product.';
comment on column vlmis.delivery_retarget.target_id is 'The old target.';
comment on column vlmis.delivery_retarget.org_unit_uid is 'The old org unit.';
comment on column vlmis.delivery_retarget.left_at is 'When it was sent elsewhere.';

create table vlmis.delivery_hold (
    hold_id bigint generated always as identity primary key,
    reason_code text not null,
    is_from_answer boolean not null,
    store_id integer references vlmis.store (store_id),
    product_id integer references vlmis.product (product_id),
    day date,
    sentence text not null,
    fix_by text not null constraint fix_by_is_known check (
        fix_by in ('dhis2_administrator', 'store_administrator', 'system_operator')
    ),
    first_night date not null,
    last_night date not null,
    ended_night date
);
create unique index one_hold_stands_per_cause on vlmis.delivery_hold
    (reason_code, store_id, product_id, day) nulls not distinct where ended_night is null;

comment on table vlmis.delivery_hold is 'Why records are not sent for now. Grain: one cause; store, product and day say what it covers, null means all.';
comment on column vlmis.delivery_hold.hold_id is 'Our id.';
comment on column vlmis.delivery_hold.reason_code is 'The cause, by name.';
comment on column vlmis.delivery_hold.is_from_answer is 'True when DHIS2 said so, false when it was seen before sending.';
comment on column vlmis.delivery_hold.store_id is 'The store that it covers; null: all.';
comment on column vlmis.delivery_hold.product_id is 'The product that it covers; null: all.';
comment on column vlmis.delivery_hold.day is 'The stock day that it covers; null: all.';
comment on column vlmis.delivery_hold.sentence is 'What is missing, for people.';
comment on column vlmis.delivery_hold.fix_by is 'Who can fix it.';
comment on column vlmis.delivery_hold.first_night is 'Night on which it was first seen.';
comment on column vlmis.delivery_hold.last_night is 'Night on which it was last seen.';
comment on column vlmis.delivery_hold.ended_night is 'Night on which it was gone; null: it stands.';

create table vlmis.delivery_day (
    day date primary key,
    first_sent_at timestamptz,
    settled_at timestamptz
);

comment on table vlmis.delivery_day is 'How far the delivery of a day is. Grain: one day that was sent or asked for.';
comment on column vlmis.delivery_day.day is 'Stock day.';
comment on column vlmis.delivery_day.first_sent_at is 'When its first request was sent.';
comment on column vlmis.delivery_day.settled_at is 'When all its records were posted or exhausted; null: some are not.';

create table vlmis.read_back_difference (
    difference_id bigint generated always as identity primary key,
    run_id text not null,
    day date not null,
    store_id integer not null,
    product_id integer not null,
    category text not null,
    frozen_value bigint not null,
    found_value text,
    stored_by text,
    stored_at text,
    seen_at timestamptz not null default clock_timestamp()
);
create index read_back_difference_by_record on vlmis.read_back_difference (day, store_id, product_id);

comment on table vlmis.read_back_difference is 'Figures that DHIS2 holds otherwise than they were frozen. Grain: one figure seen once.';
comment on column vlmis.read_back_difference.difference_id is 'Our id.';
comment on column vlmis.read_back_difference.run_id is 'The run that saw it.';
comment on column vlmis.read_back_difference.day is 'Stock day.';
comment on column vlmis.read_back_difference.store_id is 'The store.';
comment on column vlmis.read_back_difference.product_id is 'The product.';
comment on column vlmis.read_back_difference.category is 'Which of the nine figures.';
comment on column vlmis.read_back_difference.frozen_value is 'The frozen figure, in the product''s unit.';
comment on column vlmis.read_back_difference.found_value is 'What DHIS2 holds; null: nothing.';
comment on column vlmis.read_back_difference.stored_by is 'Who stored it in DHIS2.';
comment on column vlmis.read_back_difference.stored_at is 'When, as DHIS2 writes it.';
comment on column vlmis.read_back_difference.seen_at is 'When it was seen.';

create table vlmis.delivery_requeue (
    requeue_id bigint generated always as identity primary key,
    requeued_at timestamptz not null,
    requeued_by text not null constraint requeue_names_a_person check (requeued_by ~ '\S'),
    reason text not null constraint requeue_gives_a_reason check (reason ~ '\S'),
    selection text not null,
    record_count bigint not null
);

comment on table vlmis.delivery_requeue is 'Who sent records again, and why. Grain: one act.';
comment on column vlmis.delivery_requeue.requeue_id is 'Our id.';
comment on column vlmis.delivery_requeue.requeued_at is 'When.';
comment on column vlmis.delivery_requeue.requeued_by is 'The person.';
comment on column vlmis.delivery_requeue.reason is 'Why, in the person''s words.';
comment on column vlmis.delivery_requeue.selection is 'What was asked for.';
comment on column vlmis.delivery_requeue.record_count is 'Records that began a new round.';

grant select on all tables in schema vlmis to vlmis_pipeline;
grant insert on vlmis.org_unit_reading, vlmis.org_unit_staged, vlmis.production_switch, vlmis.dhis2_snapshot,
    vlmis.dhis2_data_element, vlmis.dhis2_assignment, vlmis.delivery_target, vlmis.push_run, vlmis.push_product,
    vlmis.push_batch, vlmis.push_request, vlmis.delivery, vlmis.delivery_attempt, vlmis.delivery_retarget,
    vlmis.delivery_hold, vlmis.delivery_day, vlmis.read_back_difference, vlmis.delivery_requeue to vlmis_pipeline;
grant update on vlmis.org_unit_reading, vlmis.push_run, vlmis.push_batch, vlmis.push_request, vlmis.delivery,
    vlmis.delivery_hold, vlmis.delivery_day to vlmis_pipeline;
-- Plans and copies of foreign metadata, not history.
grant delete on vlmis.org_unit_staged, vlmis.dhis2_snapshot, vlmis.push_product, vlmis.push_batch to vlmis_pipeline;
grant select on vlmis.delivery, vlmis.delivery_attempt, vlmis.delivery_hold, vlmis.push_request,
    vlmis.delivery_target, vlmis.read_back_difference to vlmis_recorder;
