-- Who asked for which notices, and which notices were sent.
-- Why:   a row is written before a notice is sent, so that nothing is sent twice, whoever tries again.
create table vlmis.notice_subscription (
    account_id integer primary key references vlmis.account (account_id),
    kinds text[] not null constraint subscription_kinds_are_known check (
        kinds <@ array['run_failed', 'run_late', 'day_not_frozen', 'push_stopped', 'day_closes_soon', 'digest']
    ),
    address text not null constraint subscription_address_is_one_line check (address ~ '^[[:graph:]]+$'),
    language text not null constraint subscription_language_is_a_code check (language ~ '^[a-z]{2}$'),
    changed_at timestamptz not null
);

comment on table vlmis.notice_subscription is 'Which notices a person asked for. Grain: one account that ever chose.';
comment on column vlmis.notice_subscription.account_id is 'The person.';
comment on column vlmis.notice_subscription.kinds is 'Kinds of notices: run_failed, run_late, day_not_frozen, push_stopped, day_closes_soon, digest. Empty: none any more.';
comment on column vlmis.notice_subscription.address is 'E-mail address to which they are sent.';
comment on column vlmis.notice_subscription.language is 'Language of their text: en or fr.';
comment on column vlmis.notice_subscription.changed_at is 'When the person last chose.';

-- People choose on a page; the pipeline sends.
grant select, insert, update on vlmis.notice_subscription to vlmis_recorder;
grant select on vlmis.notice_subscription to vlmis_pipeline;
-- Rights are examined when a notice is sent.
grant select on vlmis.account_role, vlmis.account_store to vlmis_pipeline;

create table vlmis.notice (
    notice_id bigint generated always as identity primary key,
    kind text not null constraint notice_kind_is_known check (
        kind in ('run_failed', 'run_late', 'day_not_frozen', 'push_stopped', 'day_closes_soon', 'digest')
    ),
    about text not null,
    channel text,
    account_id integer references vlmis.account (account_id),
    content jsonb not null,
    state text not null constraint notice_state_is_known check (state in ('sending', 'sent', 'failed')),
    attempts smallint not null,
    written_at timestamptz not null,
    attempted_at timestamptz not null,
    constraint notice_goes_to_a_channel_or_a_person check (num_nonnulls(channel, account_id) = 1),
    constraint notice_is_sent_once unique nulls not distinct (kind, about, channel, account_id)
);
create index notice_by_time on vlmis.notice (written_at);

comment on table vlmis.notice is 'What was told to whom. Grain: one notice to one channel or person; written before it is sent.';
comment on column vlmis.notice.notice_id is 'Id.';
comment on column vlmis.notice.kind is 'run_failed, run_late, day_not_frozen, push_stopped, day_closes_soon or digest.';
comment on column vlmis.notice.about is 'What it is about, once for each recipient: a run with how often it was cleared, a stock day, or the day of a digest.';
comment on column vlmis.notice.channel is 'Name of the channel, as in VLMIS_NOTICE_CHANNELS; null: it is for a person.';
comment on column vlmis.notice.account_id is 'The person; null: it is for a channel.';
comment on column vlmis.notice.content is 'A message (code, values), the page of the run and the name of the runbook; of a digest the message only.';
comment on column vlmis.notice.state is 'sending (under way; of a process that died: nobody knows), sent, or failed.';
comment on column vlmis.notice.attempts is 'How often it was tried; a failed one up to four times, and four as soon as it is given up.';
comment on column vlmis.notice.written_at is 'When the row was written.';
comment on column vlmis.notice.attempted_at is 'When it was last tried.';

grant select, insert on vlmis.notice to vlmis_pipeline;
grant update (state, attempts, attempted_at) on vlmis.notice to vlmis_pipeline;
grant select on vlmis.notice to vlmis_recorder;
