-- What became of every record on its way to DHIS2: states, attempts, holds, differences, requeues, deletions.
-- Why:   posted must be provable and refusals countable; the bulk is one narrow row per record, and causes and
--        refusals have tables of their own.
create type vlmis.delivery_state as enum ('pending', 'refused', 'posted', 'exhausted', 'withdrawn');

create table vlmis.delivery_withdrawal (
    withdrawal_id integer generated always as identity primary key,
    withdrawn_at timestamptz not null,
    withdrawn_by text not null constraint withdrawal_names_a_person check (withdrawn_by ~ '\S'),
    reason text not null constraint withdrawal_gives_a_reason check (reason ~ '\S'),
    selection text not null
);

comment on table vlmis.delivery_withdrawal is 'Who withdrew records that can never arrive in DHIS2, and why. Grain: one act.';
comment on column vlmis.delivery_withdrawal.withdrawal_id is 'Id.';
comment on column vlmis.delivery_withdrawal.withdrawn_at is 'When.';
comment on column vlmis.delivery_withdrawal.withdrawn_by is 'The person.';
comment on column vlmis.delivery_withdrawal.reason is 'Why, in the person''s words.';
comment on column vlmis.delivery_withdrawal.selection is 'What was asked for.';

grant select on vlmis.delivery_withdrawal to vlmis_recorder, vlmis_pipeline;

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
    withdrawal_id integer references vlmis.delivery_withdrawal (withdrawal_id),
    primary key (day, store_id, product_id),
    constraint exhausted_means_five_refusals check ((state = 'exhausted') = (attempts = 5) or state = 'withdrawn'),
    constraint withdrawn_by_a_person check (state <> 'withdrawn' or withdrawal_id is not null),
    constraint refused_means_an_attempt check (state <> 'refused' or refused_night is not null),
    constraint posted_has_its_target check (
        state <> 'posted' or (target_id is not null and org_unit_uid is not null and request_id is not null)
    )
) with (fillfactor = 60);  -- Every row is updated once, when it is posted; in its page, without the index.
-- Neither column changes when a record is posted, so that rows are still updated in their page.
create index delivery_without_answer on vlmis.delivery (day) where unanswered_nights >= 3;
create index delivery_exhausted on vlmis.delivery (day) where attempts = 5;

comment on table vlmis.delivery is 'What became of a record at the push. Grain: one EoD row that was sent or asked for; a row that is absent is pending.';
comment on column vlmis.delivery.day is 'Stock day.';
comment on column vlmis.delivery.store_id is 'The store.';
comment on column vlmis.delivery.product_id is 'The product.';
comment on column vlmis.delivery.target_id is 'Where it was last sent to.';
comment on column vlmis.delivery.request_id is 'The request that last carried it.';
comment on column vlmis.delivery.state is 'pending, refused (tried again next night), posted (accepted and read back equal), exhausted (five refusals) or withdrawn (a person says that it can never arrive).';
comment on column vlmis.delivery.is_awaiting_read_back is 'True from sending until it is refused or compared with what DHIS2 holds.';
comment on column vlmis.delivery.round is 'Rounds begun; a requeue begins one.';
comment on column vlmis.delivery.attempts is 'Nights on which DHIS2 refused it in this round, at most five.';
comment on column vlmis.delivery.nights_tried is 'Nights on which it was sent, whatever came of it; a push for a past night adds none.';
comment on column vlmis.delivery.unanswered_nights is 'Nights on which it stayed unknown although it was sent alone.';
comment on column vlmis.delivery.last_night is 'The latest night on which it was sent.';
comment on column vlmis.delivery.refused_night is 'Night of the last counted refusal.';
comment on column vlmis.delivery.unanswered_night is 'Night on which it last stayed unknown alone.';
comment on column vlmis.delivery.posted_night is 'Night on which it was read back equal.';
comment on column vlmis.delivery.org_unit_uid is 'Org unit for which it was last sent.';
comment on column vlmis.delivery.withdrawal_id is 'Who last withdrew it, and why; kept when it is sent again. Null: nobody ever did.';

grant select on vlmis.delivery to vlmis_recorder;
-- What must be proved is written by functions of the owner only (sql/functions/change_deliveries.sql).
grant select, update on vlmis.delivery to vlmis_pipeline;

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
    answer text not null,
    categories text[] not null,
    contradicted_rules text[] not null default '{}',
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
comment on column vlmis.delivery_attempt.answer is 'What DHIS2 answered, in its own words.';
comment on column vlmis.delivery_attempt.categories is 'The data values that were refused, by category.';
comment on column vlmis.delivery_attempt.contradicted_rules is 'Rules of preflight that had let the record pass although DHIS2 refused it for what they examine; empty: preflight does not examine it.';

grant select on vlmis.delivery_attempt to vlmis_recorder;
grant select on vlmis.delivery_attempt to vlmis_pipeline;

create table vlmis.delivery_hold (
    hold_id bigint generated always as identity primary key,
    reason_code text not null,
    is_from_answer boolean not null,
    store_id integer references vlmis.store (store_id),
    product_id integer references vlmis.product (product_id),
    day date,
    values jsonb not null,
    first_night date not null,
    last_night date not null,
    ended_night date,
    contradicted_rules text[] not null default '{}'
);
create unique index one_current_hold_per_issue on vlmis.delivery_hold
    (reason_code, store_id, product_id, day) nulls not distinct where ended_night is null;

comment on table vlmis.delivery_hold is 'Why records are not sent for now. Grain: one issue; store, product and day name the records that it affects, null means all. Who can fix it, and its text, follow from its code (docs/messages.md).';
comment on column vlmis.delivery_hold.hold_id is 'Id.';
comment on column vlmis.delivery_hold.reason_code is 'Code of the message that tells why.';
comment on column vlmis.delivery_hold.is_from_answer is 'True when an answer of DHIS2 caused it, false when it was found before sending.';
comment on column vlmis.delivery_hold.store_id is 'The store that it affects; null: all.';
comment on column vlmis.delivery_hold.product_id is 'The product that it affects; null: all.';
comment on column vlmis.delivery_hold.day is 'The stock day that it affects; null: all.';
comment on column vlmis.delivery_hold.values is 'Values of that message, by name.';
comment on column vlmis.delivery_hold.first_night is 'Night on which it was first found.';
comment on column vlmis.delivery_hold.last_night is 'Night on which it was last found.';
comment on column vlmis.delivery_hold.ended_night is 'Night on which it was no longer found; null: the hold is in force.';
comment on column vlmis.delivery_hold.contradicted_rules is 'Rules of preflight that had found nothing wrong with what DHIS2 then refused; empty: no disagreement.';

grant select on vlmis.delivery_hold to vlmis_recorder;
grant select, insert, update on vlmis.delivery_hold to vlmis_pipeline;

create table vlmis.delivery_day (
    day date primary key,
    first_sent_at timestamptz,
    settled_at timestamptz,
    listed_at timestamptz,
    completeness_planned_at timestamptz
);

comment on table vlmis.delivery_day is 'How far the delivery of a day is. Grain: one day that was sent, asked for or withdrawn from.';
comment on column vlmis.delivery_day.day is 'Stock day.';
comment on column vlmis.delivery_day.first_sent_at is 'When its first request was sent.';
comment on column vlmis.delivery_day.settled_at is 'When all its records were posted, exhausted or withdrawn; null: some are not.';
comment on column vlmis.delivery_day.listed_at is 'When its open records were listed in delivery_backlog; null: they are found among all its records.';
comment on column vlmis.delivery_day.completeness_planned_at is 'When it was last worked out which org units are complete for the day; null: a record was posted or sent again since.';

grant select, insert, update on vlmis.delivery_day to vlmis_pipeline;

create table vlmis.delivery_backlog (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    primary key (day, store_id, product_id)
);

comment on table vlmis.delivery_backlog is 'The records of a listed day that were still open at the end of a night. Grain: one record; what is absent from it for a listed day is posted, exhausted or withdrawn, what is in it may be.';
comment on column vlmis.delivery_backlog.day is 'Stock day.';
comment on column vlmis.delivery_backlog.store_id is 'The store.';
comment on column vlmis.delivery_backlog.product_id is 'The product.';

grant select on vlmis.delivery_backlog to vlmis_recorder;
grant select, insert, delete on vlmis.delivery_backlog to vlmis_pipeline;

create table vlmis.read_back_difference (
    difference_id bigint generated always as identity primary key,
    run_id text not null,
    kind text not null default 'not_as_sent' constraint difference_kind_is_known
        check (kind in ('not_as_sent', 'changed', 'missing', 'foreign', 'restored')),
    day date not null,
    store_id integer not null,
    product_id integer not null,
    category text not null,
    frozen_value bigint,
    found_value text,
    stored_by text,
    stored_at text,
    org_unit_uid text,
    data_element_uid text,
    option_combo_uid text,
    origin_org_unit_uid text,
    round smallint,
    seen_at timestamptz not null default clock_timestamp()
);
create index read_back_difference_by_record on vlmis.read_back_difference (day, store_id, product_id);
create index read_back_difference_of_posted on vlmis.read_back_difference
    (day, org_unit_uid, data_element_uid, option_combo_uid, difference_id) where kind <> 'not_as_sent';

comment on table vlmis.read_back_difference is 'Data values that differ in DHIS2 from the frozen ones. Grain: one data value, each time it was seen.';
comment on column vlmis.read_back_difference.difference_id is 'Id.';
comment on column vlmis.read_back_difference.run_id is 'The run that saw it.';
comment on column vlmis.read_back_difference.kind is 'not_as_sent (just sent, so not posted), changed or missing (after it was posted), foreign (no record accounts for a value there), restored (what was changed, missing or foreign is in order again).';
comment on column vlmis.read_back_difference.day is 'Stock day.';
comment on column vlmis.read_back_difference.store_id is 'The store; of a foreign value with an origin, the store that had posted it there.';
comment on column vlmis.read_back_difference.product_id is 'The product.';
comment on column vlmis.read_back_difference.category is 'Category of the data value.';
comment on column vlmis.read_back_difference.frozen_value is 'The frozen value, in the product''s unit; null: a foreign value that nothing frozen equals.';
comment on column vlmis.read_back_difference.found_value is 'What DHIS2 holds; null: nothing.';
comment on column vlmis.read_back_difference.stored_by is 'Who stored it in DHIS2; a merge of org units leaves this as it was.';
comment on column vlmis.read_back_difference.stored_at is 'When, as DHIS2 writes it; a merge of org units leaves this as it was.';
comment on column vlmis.read_back_difference.org_unit_uid is 'Org unit at which it was seen; null: not_as_sent.';
comment on column vlmis.read_back_difference.data_element_uid is 'Its data element; null: not_as_sent.';
comment on column vlmis.read_back_difference.option_combo_uid is 'Its category option combo; null: not_as_sent.';
comment on column vlmis.read_back_difference.origin_org_unit_uid is 'Org unit, gone from DHIS2, for which exactly this value was posted: the two were probably merged; null: none.';
comment on column vlmis.read_back_difference.round is 'Round of the record when a posted value was seen; null: not_as_sent or foreign.';
comment on column vlmis.read_back_difference.seen_at is 'When it was seen.';

grant select on vlmis.read_back_difference to vlmis_recorder;
grant select, insert on vlmis.read_back_difference to vlmis_pipeline;

create table vlmis.posted_value_check (
    run_id text primary key references vlmis.push_run (run_id),
    data_set_uid text not null,
    base_url text not null,
    server_time timestamp not null,
    changed_since timestamp not null,
    value_count bigint not null,
    days_read_whole date[] not null,
    days_left_out date[] not null,
    checked_at timestamptz not null default clock_timestamp()
);

comment on table vlmis.posted_value_check is 'What was read of DHIS2 after a push, to see whether posted values are still there as frozen. Grain: one run whose check came to its end.';
comment on column vlmis.posted_value_check.run_id is 'The run.';
comment on column vlmis.posted_value_check.data_set_uid is 'Data set.';
comment on column vlmis.posted_value_check.base_url is 'Address of the DHIS2.';
comment on column vlmis.posted_value_check.server_time is 'The server''s clock, in its own time zone, before the run sent anything; the next check asks for what was changed since.';
comment on column vlmis.posted_value_check.changed_since is 'From when changes were asked for, by the same clock.';
comment on column vlmis.posted_value_check.value_count is 'Data values that were read, those that the run itself had sent included.';
comment on column vlmis.posted_value_check.days_read_whole is 'Stock days that were read whole, because org units with posted records were gone.';
comment on column vlmis.posted_value_check.days_left_out is 'Open stock days that were not, because they are too many.';
comment on column vlmis.posted_value_check.checked_at is 'When the check ended.';

grant select, insert on vlmis.posted_value_check to vlmis_pipeline;

create table vlmis.checked_removal (
    org_unit_uid text not null references vlmis.org_unit (org_unit_uid),
    removed_at timestamptz not null,
    run_id text not null references vlmis.push_run (run_id),
    primary key (org_unit_uid, removed_at)
);

comment on table vlmis.checked_removal is 'Org units gone from DHIS2 whose posted days were read whole since. Grain: one removal of one org unit.';
comment on column vlmis.checked_removal.org_unit_uid is 'The org unit.';
comment on column vlmis.checked_removal.removed_at is 'When a refresh no longer found it.';
comment on column vlmis.checked_removal.run_id is 'The run that read its days whole.';

grant select, insert on vlmis.checked_removal to vlmis_pipeline;

create table vlmis.delivery_requeue (
    requeue_id bigint generated always as identity primary key,
    requeued_at timestamptz not null,
    requeued_by text not null constraint requeue_names_a_person check (requeued_by ~ '\S'),
    reason text not null constraint requeue_gives_a_reason check (reason ~ '\S'),
    selection text not null,
    record_count bigint not null
);

comment on table vlmis.delivery_requeue is 'Who sent records again, and why. Grain: one act.';
comment on column vlmis.delivery_requeue.requeue_id is 'Id.';
comment on column vlmis.delivery_requeue.requeued_at is 'When.';
comment on column vlmis.delivery_requeue.requeued_by is 'The person.';
comment on column vlmis.delivery_requeue.reason is 'Why, in the person''s words.';
comment on column vlmis.delivery_requeue.selection is 'What was asked for.';
comment on column vlmis.delivery_requeue.record_count is 'Records that began a new round.';

grant select on vlmis.delivery_requeue to vlmis_recorder, vlmis_pipeline;

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

comment on table vlmis.delivery_retarget is 'Targets that records were sent to before their HMIS Code or org unit changed: DHIS2 may hold data values there. Grain: one record that left one target.';
comment on column vlmis.delivery_retarget.retarget_id is 'Id.';
comment on column vlmis.delivery_retarget.day is 'Stock day.';
comment on column vlmis.delivery_retarget.store_id is 'The store.';
comment on column vlmis.delivery_retarget.product_id is 'The product.';
comment on column vlmis.delivery_retarget.target_id is 'The old target.';
comment on column vlmis.delivery_retarget.org_unit_uid is 'The old org unit.';
comment on column vlmis.delivery_retarget.left_at is 'When it was sent elsewhere.';

grant select, insert on vlmis.delivery_retarget to vlmis_pipeline;

create table vlmis.reported_org_unit (
    org_unit_uid text not null,
    store_id integer not null references vlmis.store (store_id),
    primary key (org_unit_uid, store_id)
);

comment on table vlmis.reported_org_unit is 'As which org units stores were ever to report, so that two stores do not overwrite each other. Grain: one org unit and store of any plan.';
comment on column vlmis.reported_org_unit.org_unit_uid is 'The org unit.';
comment on column vlmis.reported_org_unit.store_id is 'The store.';

grant select, insert on vlmis.reported_org_unit to vlmis_pipeline;

create table vlmis.reported_target (
    target_id integer not null references vlmis.delivery_target (target_id),
    product_id integer not null references vlmis.product (product_id),
    primary key (target_id, product_id)
);

comment on table vlmis.reported_target is 'Where the figures of products were ever to go, so that two products do not overwrite each other. Grain: one target and product of any plan.';
comment on column vlmis.reported_target.target_id is 'The target.';
comment on column vlmis.reported_target.product_id is 'The product.';

grant select, insert on vlmis.reported_target to vlmis_pipeline;

create table vlmis.delivery_deletion (
    deletion_id bigint generated always as identity primary key,
    requeue_id bigint not null references vlmis.delivery_requeue (requeue_id),
    day date not null,
    store_id integer not null,
    product_id integer not null,
    target_id integer not null references vlmis.delivery_target (target_id),
    org_unit_uid text not null,
    request_id bigint references vlmis.push_request (request_id),
    last_night date,
    finding jsonb,
    outcome text constraint deletion_outcome_is_known check (outcome in ('deleted', 'absent', 'kept')),
    settled_at timestamptz,
    constraint a_settled_deletion_has_its_outcome check ((settled_at is null) = (outcome is null)),
    constraint what_is_kept_says_why check (outcome <> 'kept' or finding is not null)
);
create unique index one_deletion_waits_per_place on vlmis.delivery_deletion
    (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null;
create index deletion_by_record on vlmis.delivery_deletion (day, store_id, product_id);

comment on table vlmis.delivery_deletion is 'Stale values that a person wants deleted in DHIS2. Grain: one record and one target that it left, requested once; the values wait until they are deleted, absent or kept.';
comment on column vlmis.delivery_deletion.deletion_id is 'Id, in the order of asking.';
comment on column vlmis.delivery_deletion.requeue_id is 'Who asked for it, when and why.';
comment on column vlmis.delivery_deletion.day is 'Stock day.';
comment on column vlmis.delivery_deletion.store_id is 'The store.';
comment on column vlmis.delivery_deletion.product_id is 'The product.';
comment on column vlmis.delivery_deletion.target_id is 'The old target: data element and combos.';
comment on column vlmis.delivery_deletion.org_unit_uid is 'The old org unit.';
comment on column vlmis.delivery_deletion.request_id is 'The request that last asked DHIS2 to delete them; null: none did.';
comment on column vlmis.delivery_deletion.last_night is 'Night on which it was last looked at; null: not yet.';
comment on column vlmis.delivery_deletion.finding is 'Why DHIS2 still has them, or what stays there for good: a message (code, values).';
comment on column vlmis.delivery_deletion.outcome is 'deleted (read back as gone), absent (DHIS2 held none of them) or kept (entered by somebody else, or of another record); null: it waits.';
comment on column vlmis.delivery_deletion.settled_at is 'When it was settled; null: it waits.';

grant select on vlmis.delivery_deletion to vlmis_recorder;
grant select, update (request_id, last_night, finding, outcome, settled_at)
on vlmis.delivery_deletion to vlmis_pipeline;
