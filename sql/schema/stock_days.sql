-- Stock days, the walk of each day, and the frozen EoD rows.
-- Why:   one partition per day, filled aside and attached whole, so that readers see a whole day or none of it.
create table vlmis.stock_day (
    day date primary key,
    state text not null constraint stock_day_state_is_known check (state in ('open', 'closing', 'frozen')),
    run_id text,
    begun_at timestamptz,
    early_reason text,
    early_by text,
    frozen_at timestamptz,
    store_count integer,
    row_count bigint,
    movement_count bigint,
    late_count bigint,
    opening_total numeric,
    closing_total numeric,
    previous_digest bytea,
    digest_version smallint not null default 2
        constraint digest_version_is_known check (digest_version in (1, 2)),
    ledger_digest bytea,
    digest bytea,
    constraint frozen_day_has_its_digest check (
        (state = 'frozen') = (
            digest is not null and previous_digest is not null and frozen_at is not null and row_count is not null
            and (ledger_digest is not null or digest_version = 1)
        )
    ),
    constraint closing_day_has_an_owner check (state <> 'closing' or run_id is not null),
    constraint early_day_names_who_and_why check ((early_reason is null) = (early_by is null))
);
create unique index one_day_closes_at_a_time on vlmis.stock_day ((true)) where state = 'closing';

comment on table vlmis.stock_day is 'The life of a stock day. Grain: one day that was begun; a day without a row is open. The oldest row is day zero, whose closings are the initial stock.';
comment on column vlmis.stock_day.day is 'Local calendar day.';
comment on column vlmis.stock_day.state is 'open, closing (being frozen) or frozen (never changes again).';
comment on column vlmis.stock_day.run_id is 'The run that froze it or is freezing it.';
comment on column vlmis.stock_day.begun_at is 'When it was last begun.';
comment on column vlmis.stock_day.early_reason is 'Why it was frozen before its day of grace was over; null as a rule.';
comment on column vlmis.stock_day.early_by is 'Who allowed that; null as a rule.';
comment on column vlmis.stock_day.frozen_at is 'When it was sealed.';
comment on column vlmis.stock_day.store_count is 'Stores walked.';
comment on column vlmis.stock_day.row_count is 'EoD rows of the day.';
comment on column vlmis.stock_day.movement_count is 'Movements counted in the day.';
comment on column vlmis.stock_day.late_count is 'Of these, late entries.';
comment on column vlmis.stock_day.opening_total is 'Sum of all openings; products have different units, so it serves comparison only.';
comment on column vlmis.stock_day.closing_total is 'Sum of all closings; products have different units, so it serves comparison only.';
comment on column vlmis.stock_day.previous_digest is 'Digest of the day before; 32 zero bytes for day zero.';
comment on column vlmis.stock_day.digest_version is 'Version of the text form that its digest is made of; 1 covers the rows only (docs/architecture.md).';
comment on column vlmis.stock_day.ledger_digest is 'SHA-256 over its movements, counts and lots; null in version 1 (docs/architecture.md).';
comment on column vlmis.stock_day.digest is 'SHA-256 over the day, its counts, the previous digest, the digest of its ledger and the digests of its stores (docs/architecture.md).';

grant select on vlmis.stock_day to vlmis_recorder, vlmis_pipeline;

-- The gate asks these two tables, and no application role can write to either.
create table vlmis.stock_calendar (
    is_the_only_row boolean primary key default true constraint calendar_has_one_row check (is_the_only_row),
    time_zone text not null
);

comment on table vlmis.stock_calendar is 'In which time zone stock days begin and end. Grain: the one row. Written by vlmis db migrate.';
comment on column vlmis.stock_calendar.is_the_only_row is 'Always true.';
comment on column vlmis.stock_calendar.time_zone is 'Name of the time zone, as VLMIS_TIME_ZONE was when the ledger went live.';

grant select on vlmis.stock_calendar to vlmis_recorder, vlmis_pipeline;

create table vlmis.early_freeze (
    day date primary key,
    reason text not null constraint early_freeze_gives_a_reason check (reason ~ '\S'),
    allowed_by text not null constraint early_freeze_names_a_person check (allowed_by ~ '\S'),
    allowed_at timestamptz not null
);

comment on table vlmis.early_freeze is 'Who allowed a stock day to be frozen before its day of grace is over, and why. Grain: one day.';
comment on column vlmis.early_freeze.day is 'Stock day; it was over when this was allowed.';
comment on column vlmis.early_freeze.reason is 'Why, in the person''s words.';
comment on column vlmis.early_freeze.allowed_by is 'The person.';
comment on column vlmis.early_freeze.allowed_at is 'When, by the server''s clock.';

grant select on vlmis.early_freeze to vlmis_recorder, vlmis_pipeline;

create table vlmis.walk_chunk (
    day date not null references vlmis.stock_day (day),
    chunk integer not null,
    label text not null,
    level integer not null,
    store_count integer not null,
    row_count bigint,
    primary key (day, chunk)
);

comment on table vlmis.walk_chunk is 'The walk of a day, cut into chunks. Grain: one chunk of one day.';
comment on column vlmis.walk_chunk.day is 'Stock day.';
comment on column vlmis.walk_chunk.chunk is 'Number in the order of the walk, from 1.';
comment on column vlmis.walk_chunk.label is 'Level, branch and part, for people.';
comment on column vlmis.walk_chunk.level is 'Level of its stores in the supply tree; the central store is 1.';
comment on column vlmis.walk_chunk.store_count is 'Stores in the chunk.';
comment on column vlmis.walk_chunk.row_count is 'EoD rows that it made; null until it is frozen.';

grant select on vlmis.walk_chunk to vlmis_recorder;
grant select, update (row_count) on vlmis.walk_chunk to vlmis_pipeline;

create table vlmis.walk_store (
    day date not null,
    store_id integer not null,
    position integer not null,
    level integer not null,
    path text not null,
    org_unit_uid text,
    supplier_store_id integer,
    chunk integer not null,
    primary key (day, store_id)
);
create index walk_store_by_chunk on vlmis.walk_store (day, chunk, store_id);

comment on table vlmis.walk_store is 'The supply tree as of the moment a day was begun. Grain: one store of one day.';
comment on column vlmis.walk_store.day is 'Stock day.';
comment on column vlmis.walk_store.store_id is 'The store.';
comment on column vlmis.walk_store.position is 'Place in the walk from the central store down, from 1.';
comment on column vlmis.walk_store.level is 'Level in the supply tree; the central store is 1.';
comment on column vlmis.walk_store.path is 'Codes of the stores from the central store down to this one, separated by slashes.';
comment on column vlmis.walk_store.org_unit_uid is 'Org unit it was attached to; null: none.';
comment on column vlmis.walk_store.supplier_store_id is 'Its supplier at that moment; null for the central store.';
comment on column vlmis.walk_store.chunk is 'Chunk in which it was frozen.';

grant select on vlmis.walk_store to vlmis_recorder, vlmis_pipeline;

create table vlmis.eod_row (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    opening bigint not null,
    arrivals bigint not null,
    requisitions_received bigint not null,
    distributions_out bigint not null,
    returns_in bigint not null,
    returns_out bigint not null,
    count_adjustment bigint not null,
    dispensing bigint not null,
    wastage bigint not null,
    closing bigint not null,
    has_late_entries boolean not null,
    primary key (day, store_id, product_id)
) partition by range (day);

comment on table vlmis.eod_row is 'The frozen End-of-Day report. Grain: one pair of one stock day. Partitioned by day; a partition appears when its day is sealed.';
comment on column vlmis.eod_row.day is 'Stock day.';
comment on column vlmis.eod_row.store_id is 'The store.';
comment on column vlmis.eod_row.product_id is 'The product.';
comment on column vlmis.eod_row.opening is 'Stock at the start of the day, in the product''s unit.';
comment on column vlmis.eod_row.arrivals is 'Arrivals at the central store, net of reversals.';
comment on column vlmis.eod_row.requisitions_received is 'Received from the supplier, net of reversals.';
comment on column vlmis.eod_row.distributions_out is 'Distributed to stores supplied by it, net of reversals.';
comment on column vlmis.eod_row.returns_in is 'Returned to it by stores that it supplies, net of reversals.';
comment on column vlmis.eod_row.returns_out is 'Returned by it to its supplier, net of reversals.';
comment on column vlmis.eod_row.count_adjustment is 'Counted minus balance; a surplus is positive.';
comment on column vlmis.eod_row.dispensing is 'Given out to people, net of reversals.';
comment on column vlmis.eod_row.wastage is 'Lost, with a reason, net of reversals.';
comment on column vlmis.eod_row.closing is 'Stock at the end of the day: opening + arrivals + requisitions received - distributions out + returns in - returns out + count adjustment - dispensing - wastage.';
comment on column vlmis.eod_row.has_late_entries is 'True when a movement dated before this day is counted in it.';

grant select on vlmis.eod_row to vlmis_recorder, vlmis_pipeline;
