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

-- Who supplies each site in an imported month.
-- Why:   a site may change its district from month to month; the walk of each day and the transfers dated
--        in the month follow the district of that month, whoever supplies the site now.
create table vlmis.national_supplier (
    country_file text not null,
    month date not null,
    store_id integer not null constraint site_exists references vlmis.store (store_id),
    supplier_store_id integer not null
        constraint district_exists references vlmis.store (store_id)
        constraint district_is_not_the_site check (supplier_store_id <> store_id),
    primary key (month, store_id),
    foreign key (country_file, month) references vlmis.national_month (country_file, month)
);

comment on table vlmis.national_supplier is 'Which district supplies a site in an imported month. Grain: one site of one month.';
comment on column vlmis.national_supplier.country_file is 'Which series of files it belongs to.';
comment on column vlmis.national_supplier.month is 'First day of the month.';
comment on column vlmis.national_supplier.store_id is 'The site.';
comment on column vlmis.national_supplier.supplier_store_id is 'The store of its district in that month.';

grant select, insert on vlmis.national_supplier to vlmis_recorder;
grant select on vlmis.national_supplier to vlmis_pipeline;
