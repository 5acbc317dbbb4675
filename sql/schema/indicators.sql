-- Stock status by day, months of stock figures, and indicators: computed from the frozen rows, never part of the freeze.
-- Why:   what a frozen day shows is computed once and stored, so that later limits or definitions do not change it;
--        only a function of the owner writes here, so that nobody can show other indicators than the frozen rows give.
create type vlmis.stock_status_name as enum ('stocked_out', 'low', 'adequate', 'over', 'not_assessed');

create table vlmis.stock_status (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    status vlmis.stock_status_name not null,
    closing bigint not null,
    consumption_90_days bigint not null,
    dispensing_90_days bigint not null,
    minimum bigint,
    maximum bigint,
    days_counted smallint not null,
    is_depot boolean not null,
    primary key (day, store_id, product_id)
) partition by range (day);

comment on table vlmis.stock_status is 'Whether the stock of every store and product sufficed at the end of every day. Grain: one EoD row of a computed day. Partitioned by day; a partition appears when its day is computed.';
comment on column vlmis.stock_status.day is 'Stock day.';
comment on column vlmis.stock_status.store_id is 'The store.';
comment on column vlmis.stock_status.product_id is 'The product.';
comment on column vlmis.stock_status.status is 'stocked_out (closing is 0), low (closing below the minimum), over (above the maximum), adequate (between them), not_assessed (no limits apply).';
comment on column vlmis.stock_status.closing is 'Stock at the end of the day, in the product''s unit; as in the EoD row.';
comment on column vlmis.stock_status.consumption_90_days is 'Dispensing + distributions out - returns in of the days counted, in the product''s unit.';
comment on column vlmis.stock_status.dispensing_90_days is 'Dispensing of the days counted, in the product''s unit.';
comment on column vlmis.stock_status.minimum is 'Least adequate closing when the day was computed, in the product''s unit; months of a level are converted with the average monthly consumption of the pair and rounded up. Null: no limits apply.';
comment on column vlmis.stock_status.maximum is 'Greatest adequate closing, likewise, rounded down. Null: no limits apply.';
comment on column vlmis.stock_status.days_counted is 'The newest days, this one included, on which the pair has EoD rows without a gap; at most 90. Day zero does not count.';
comment on column vlmis.stock_status.is_depot is 'True when the store supplied others on the day and had dispensed nothing in the days counted: it only passes stock on.';

grant select on vlmis.stock_status to vlmis_recorder, vlmis_pipeline;

create table vlmis.indicator_day (
    day date primary key constraint computed_day_was_begun references vlmis.stock_day (day),
    version smallint not null,
    row_count bigint not null,
    computed_at timestamptz not null
);

comment on table vlmis.indicator_day is 'Which frozen days have their stock status. Grain: one computed day.';
comment on column vlmis.indicator_day.day is 'Stock day.';
comment on column vlmis.indicator_day.version is 'Version of the definitions that computed it (vlmis.status_version).';
comment on column vlmis.indicator_day.row_count is 'Rows of stock_status; as many as the day has EoD rows.';
comment on column vlmis.indicator_day.computed_at is 'When it was last computed.';

grant select on vlmis.indicator_day to vlmis_recorder, vlmis_pipeline;
