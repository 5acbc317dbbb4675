-- What DHIS2 offers beyond 0004 (input periods, the data set's own category combo), what preflight got wrong,
-- and the messages to administrators.
-- Why:   a day that is no input period is refused for every store; a refusal for what preflight examined is a
--        disagreement that a person should see; a message goes out once a night.
-- Lock:  new columns with constant defaults: no table is rewritten.
set local lock_timeout = '5s';

alter table vlmis.dhis2_snapshot add column attribute_combo text not null default 'default';
comment on column vlmis.dhis2_snapshot.attribute_combo is 'Name of the data set''s own category combo; figures need the default one.';

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

alter table vlmis.delivery_attempt add column contradicted_rules text[] not null default '{}';
comment on column vlmis.delivery_attempt.contradicted_rules is 'Rules of preflight that had let the record pass although DHIS2 refused it for what they examine; empty: preflight does not examine it.';

alter table vlmis.delivery_hold add column contradicted_rules text[] not null default '{}';
comment on column vlmis.delivery_hold.contradicted_rules is 'Rules of preflight that had found nothing wrong with what DHIS2 then refused; empty: no disagreement.';

create table vlmis.summary_message (
    night date primary key,
    sent_at timestamptz not null default clock_timestamp(),
    run_id text not null references vlmis.push_run (run_id),
    recipients text[] not null,
    subject text not null,
    body text not null
);

comment on table vlmis.summary_message is 'What DHIS2 administrators were told of a night, in the inbox of DHIS2. Grain: one night.';
comment on column vlmis.summary_message.night is 'Night (local date).';
comment on column vlmis.summary_message.sent_at is 'When DHIS2 took it.';
comment on column vlmis.summary_message.run_id is 'The run.';
comment on column vlmis.summary_message.recipients is 'User groups and users, as the setting names them.';
comment on column vlmis.summary_message.subject is 'Subject.';
comment on column vlmis.summary_message.body is 'Text.';

grant select, insert on vlmis.dhis2_input_period, vlmis.summary_message to vlmis_pipeline;
