-- Which months of the national files were imported.
-- Why:   a month is imported whole and once; a file that was changed since is noticed by its digest.
create table vlmis.national_month (
    country_file text not null,
    month date not null constraint month_is_its_first_day check (extract(day from month) = 1),
    digest text not null,
    line_count integer not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (country_file, month)
);

comment on table vlmis.national_month is 'Months of a national file that were imported whole. Grain: one month of one file.';
comment on column vlmis.national_month.country_file is 'Which series of files it belongs to.';
comment on column vlmis.national_month.month is 'First day of the month in the ledger.';
comment on column vlmis.national_month.digest is 'SHA-256 of the month''s lines in a fixed order, hexadecimal.';
comment on column vlmis.national_month.line_count is 'Lines of the file in this month.';
comment on column vlmis.national_month.recorded_at is 'Clock of the server when it was imported.';
comment on column vlmis.national_month.recorded_by is 'Who imported it.';

grant select, insert on vlmis.national_month to vlmis_recorder;
grant select on vlmis.national_month to vlmis_pipeline;
