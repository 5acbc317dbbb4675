-- What the weekly comparison of DHIS2 analytics with the posted records found.
-- Why:   comparing takes minutes and asks DHIS2; a page shows what was found last.
create table vlmis.analytics_check (
    check_id bigint generated always as identity primary key,
    checked_at timestamptz not null default clock_timestamp(),
    first_day date not null,
    last_day date not null,
    compared bigint not null,
    differing bigint not null,
    constraint no_more_differ_than_were_compared check (differing between 0 and compared)
);

comment on table vlmis.analytics_check is 'The comparisons of what DHIS2 analytics show with what is posted. Grain: one run of the DAG dhis2_analytics_check.';
comment on column vlmis.analytics_check.check_id is 'Id, in the order of the checks.';
comment on column vlmis.analytics_check.checked_at is 'When it was compared.';
comment on column vlmis.analytics_check.first_day is 'First stock day; the weeks and months around the days were compared as well.';
comment on column vlmis.analytics_check.last_day is 'Last stock day.';
comment on column vlmis.analytics_check.compared is 'Values compared: one of an indicator, product, org unit and period.';
comment on column vlmis.analytics_check.differing is 'Of these, values that DHIS2 shows otherwise than posted.';

create table vlmis.analytics_difference (
    check_id bigint not null references vlmis.analytics_check (check_id) on delete cascade,
    line integer not null,
    product_code text not null,
    indicator text not null,
    org_unit_uid text not null,
    level smallint not null,
    period text not null,
    value double precision,
    shown double precision,
    reason text not null,
    primary key (check_id, line)
);

comment on table vlmis.analytics_difference is 'Values that DHIS2 analytics showed otherwise than posted. Grain: one value of one check; at most the first thousand of a check.';
comment on column vlmis.analytics_difference.check_id is 'The check.';
comment on column vlmis.analytics_difference.line is 'Number in the check, from 1.';
comment on column vlmis.analytics_difference.product_code is 'National code of the product.';
comment on column vlmis.analytics_difference.indicator is 'Last part of the indicator''s code in DHIS2.';
comment on column vlmis.analytics_difference.org_unit_uid is 'DHIS2 uid of the org unit, with all below it.';
comment on column vlmis.analytics_difference.level is 'Its level in the DHIS2 tree; the country is 1.';
comment on column vlmis.analytics_difference.period is 'DHIS2''s code of the day, ISO week or month.';
comment on column vlmis.analytics_difference.value is 'What the posted records give, in the unit of the indicator; null: nothing is posted.';
comment on column vlmis.analytics_difference.shown is 'What DHIS2 showed, in the same unit; null: nothing.';
comment on column vlmis.analytics_difference.reason is 'Code of the most likely reason (docs/messages.md).';

grant select, insert on vlmis.analytics_check, vlmis.analytics_difference to vlmis_pipeline;
grant usage on sequence vlmis.analytics_check_check_id_seq to vlmis_pipeline;
grant select on vlmis.analytics_check, vlmis.analytics_difference to vlmis_recorder;
