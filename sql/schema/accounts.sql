-- Accounts with their roles and stores, counters of failed logins, one-time logins from the command line.
-- Why:   a person is let in who has an account here and whom DHIS2 accepts; no password is kept.
create table vlmis.account (
    account_id integer generated always as identity primary key,
    username text not null constraint account_username_is_unique unique
        constraint account_username_is_not_blank check (username ~ '\S'),
    dhis2_uid text not null constraint account_belongs_to_one_dhis2_user unique,
    display_name text not null,
    email text,
    phone text,
    dhis2_state text not null default 'enabled'
        constraint account_dhis2_state_is_known check (dhis2_state in ('enabled', 'disabled', 'gone')),
    dhis2_checked_at timestamptz not null,
    created_at timestamptz not null,
    created_by text not null,
    deactivated_at timestamptz,
    deactivated_by text,
    last_login_at timestamptz,
    session_generation integer not null default 1,
    constraint account_deactivation_names_who check ((deactivated_at is null) = (deactivated_by is null))
);

comment on table vlmis.account is 'A DHIS2 user who may use this system. Grain: one account; never deleted.';
comment on column vlmis.account.account_id is 'Id.';
comment on column vlmis.account.username is 'DHIS2 username, in its own letter case; with the uid in brackets once another DHIS2 user has the name.';
comment on column vlmis.account.dhis2_uid is 'Uid of the DHIS2 user (11 characters).';
comment on column vlmis.account.display_name is 'First name and surname as DHIS2 has them.';
comment on column vlmis.account.email is 'E-mail address as DHIS2 has it; null: none.';
comment on column vlmis.account.phone is 'Phone number as DHIS2 has it; null: none.';
comment on column vlmis.account.dhis2_state is 'What DHIS2 said when it was last asked: enabled, disabled, or gone (no such user).';
comment on column vlmis.account.dhis2_checked_at is 'When DHIS2 last said so.';
comment on column vlmis.account.created_at is 'When it was created here.';
comment on column vlmis.account.created_by is 'Who created it.';
comment on column vlmis.account.deactivated_at is 'Since when it lets nobody in; null while active.';
comment on column vlmis.account.deactivated_by is 'Who deactivated it.';
comment on column vlmis.account.last_login_at is 'Last login that succeeded; null: none yet.';
comment on column vlmis.account.session_generation is 'Generation of the sessions that are valid; a trigger adds 1 when the account is deactivated, its user is disabled or gone in DHIS2, or it gets another user, so that no earlier session is valid again.';

-- The recorder maintains accounts, the pipeline refreshes them from DHIS2 every night, auth serves the login.
grant select, insert on vlmis.account to vlmis_recorder;
grant update (username, display_name, email, phone, dhis2_state, dhis2_checked_at, deactivated_at, deactivated_by)
on vlmis.account to vlmis_recorder;
grant select, update (username, display_name, email, phone, dhis2_state, dhis2_checked_at)
on vlmis.account to vlmis_pipeline;
grant select, update (dhis2_state, dhis2_checked_at, last_login_at) on vlmis.account to vlmis_auth;

create table vlmis.account_org_unit (
    account_id integer not null references vlmis.account (account_id),
    org_unit_uid text not null,
    primary key (account_id, org_unit_uid)
);

comment on table vlmis.account_org_unit is 'Where DHIS2 places a user; decides which stores the account can be given. Grain: one org unit of one account.';
comment on column vlmis.account_org_unit.account_id is 'The account.';
comment on column vlmis.account_org_unit.org_unit_uid is 'Uid of the org unit; may be newer than the replica.';

grant select, insert, delete on vlmis.account_org_unit to vlmis_recorder, vlmis_pipeline;
grant select on vlmis.account_org_unit to vlmis_auth;

create table vlmis.account_role (
    account_id integer not null references vlmis.account (account_id),
    role text not null constraint account_role_is_known check (
        role in ('administrator', 'store_keeper', 'view_only', 'analyst', 'data_engineer')
    ),
    primary key (account_id, role)
);

comment on table vlmis.account_role is 'What an account is here for. Grain: one role of one account.';
comment on column vlmis.account_role.account_id is 'The account.';
comment on column vlmis.account_role.role is 'administrator, store_keeper, view_only, analyst or data_engineer; docs/access.md says what each may do.';

grant select, insert, delete on vlmis.account_role to vlmis_recorder;
grant select on vlmis.account_role to vlmis_auth;

create table vlmis.account_store (
    account_id integer not null references vlmis.account (account_id),
    store_id integer not null references vlmis.store (store_id),
    primary key (account_id, store_id)
);

comment on table vlmis.account_store is 'The stores that an account keeps or looks at. Grain: one store of one account.';
comment on column vlmis.account_store.account_id is 'The account.';
comment on column vlmis.account_store.store_id is 'The store; those below it are seen as well.';

grant select, insert, delete on vlmis.account_store to vlmis_recorder;
grant select on vlmis.account_store to vlmis_auth;

create table vlmis.login_failure (
    failure_id bigint generated always as identity primary key,
    forwarded_at timestamptz not null,
    username_key bytea not null,
    address text not null,
    is_answered boolean not null default false
);
create index login_failure_by_username on vlmis.login_failure (username_key, forwarded_at);
create index login_failure_by_address on vlmis.login_failure (address, forwarded_at);
create index login_failure_by_age on vlmis.login_failure (forwarded_at);

comment on table vlmis.login_failure is 'Logins that were, or are being, asked of DHIS2 without success; kept until 15 minutes after the last one of the username. Grain: one attempt.';
comment on column vlmis.login_failure.failure_id is 'Id.';
comment on column vlmis.login_failure.forwarded_at is 'When DHIS2 refused it; until then, and where no answer came, when DHIS2 was asked.';
comment on column vlmis.login_failure.username_key is 'SHA-256 of what was typed as username, in lower case: people type passwords there.';
comment on column vlmis.login_failure.address is 'Network address of the browser.';
comment on column vlmis.login_failure.is_answered is 'Whether DHIS2 refused it; false: under way, or no answer came.';

grant select, insert, delete, update (is_answered, forwarded_at) on vlmis.login_failure to vlmis_auth;

-- Rows, not advisory locks: whoever may open a session could hold those.
create table vlmis.login_turn (
    turn smallint primary key constraint login_turn_is_a_byte check (turn between 0 and 255)
);
insert into vlmis.login_turn (turn)
select generate_series(0, 255);

comment on table vlmis.login_turn is 'Locked while a login is counted: the turns of its username and of its address. Grain: one first byte of their digests.';
comment on column vlmis.login_turn.turn is 'First byte of the digest.';

grant select, update on vlmis.login_turn to vlmis_auth;

create table vlmis.break_glass (
    break_glass_id integer generated always as identity primary key,
    code_digest bytea not null constraint break_glass_code_is_unique unique,
    issued_at timestamptz not null,
    issued_by text not null,
    reason text not null constraint break_glass_has_a_reason check (reason ~ '\S'),
    expires_at timestamptz not null,
    used_at timestamptz,
    used_from text
);

comment on table vlmis.break_glass is 'Logins given out at the command line for when DHIS2 is down. Grain: one code.';
comment on column vlmis.break_glass.break_glass_id is 'Id; the session carries it.';
comment on column vlmis.break_glass.code_digest is 'SHA-256 of the code; the code itself is kept nowhere.';
comment on column vlmis.break_glass.issued_at is 'When it was given out.';
comment on column vlmis.break_glass.issued_by is 'User of the operating system who asked for it.';
comment on column vlmis.break_glass.reason is 'Why, as typed.';
comment on column vlmis.break_glass.expires_at is 'Until when it can be used.';
comment on column vlmis.break_glass.used_at is 'When it was used; null: not yet.';
comment on column vlmis.break_glass.used_from is 'Network address it was used from; null: not yet.';

-- Only the owner gives out codes; the role that takes logins uses them up, once.
grant select, update (used_at, used_from) on vlmis.break_glass to vlmis_auth;

create table vlmis.kept_form (
    account_id integer primary key references vlmis.account (account_id),
    path text not null,
    fields jsonb not null constraint kept_form_is_small check (octet_length(cast(fields as text)) <= 100000),
    kept_at timestamptz not null
);

comment on table vlmis.kept_form is 'What somebody had typed into a recording form when their session ended, until they are logged in again. Grain: one account; forgotten after an hour.';
comment on column vlmis.kept_form.account_id is 'Whose form it is; nobody else is shown it.';
comment on column vlmis.kept_form.path is 'Address of the form below /vlmis, with its store.';
comment on column vlmis.kept_form.fields is 'The fields of the entry as typed: lists of texts by name. No token and no password.';
comment on column vlmis.kept_form.kept_at is 'When it was kept.';

grant select, insert, update, delete on vlmis.kept_form to vlmis_recorder;
