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

create table vlmis.store_day (
    day date not null,
    store_id integer not null,
    is_depot boolean not null,
    stocked_out smallint not null,
    low smallint not null,
    adequate smallint not null,
    over smallint not null,
    not_assessed smallint not null,
    moved smallint not null,
    late smallint not null,
    primary key (day, store_id)
);

comment on table vlmis.store_day is 'How many products of a store had each status at the end of a day: what overviews add up instead of every pair. Grain: one store of a computed day.';
comment on column vlmis.store_day.day is 'Stock day.';
comment on column vlmis.store_day.store_id is 'The store.';
comment on column vlmis.store_day.is_depot is 'As in stock_status; the same for every product of the store and day.';
comment on column vlmis.store_day.stocked_out is 'Products with status stocked_out.';
comment on column vlmis.store_day.low is 'Products with status low.';
comment on column vlmis.store_day.adequate is 'Products with status adequate.';
comment on column vlmis.store_day.over is 'Products with status over.';
comment on column vlmis.store_day.not_assessed is 'Products with status not_assessed.';
comment on column vlmis.store_day.moved is 'Products of which something moved on the day, or was counted with a difference.';
comment on column vlmis.store_day.late is 'Products of which the day carries late entries.';

grant select on vlmis.store_day to vlmis_recorder, vlmis_pipeline;

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

create table vlmis.stock_month (
    month date not null,
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
    discrepancy_absolute bigint not null,
    consumption_90_days bigint not null,
    dispensing_90_days bigint not null,
    days_counted smallint not null,
    days smallint not null,
    stock_out_days smallint not null,
    low_days smallint not null,
    adequate_days smallint not null,
    over_days smallint not null,
    not_assessed_days smallint not null,
    limited_days smallint not null,
    discrepancy_days smallint not null,
    is_depot boolean not null,
    primary key (month, store_id, product_id)
) partition by range (month);

comment on table vlmis.stock_month is 'The figures of a complete month. Grain: one store and product of one month. Partitioned by month; a partition appears when the last day of its month is computed.';
comment on column vlmis.stock_month.month is 'First day of the month.';
comment on column vlmis.stock_month.store_id is 'The store.';
comment on column vlmis.stock_month.product_id is 'The product.';
comment on column vlmis.stock_month.opening is 'Stock at the start of the month, or of the ledger where that begins in the month, in the product''s unit.';
comment on column vlmis.stock_month.arrivals is 'Arrivals, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.requisitions_received is 'Received from the supplier, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.distributions_out is 'Distributed to stores supplied by it, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.returns_in is 'Returned to it, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.returns_out is 'Returned by it to its supplier, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.count_adjustment is 'Counted minus balance, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.dispensing is 'Given out to people, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.wastage is 'Lost or thrown away, sum of the days, in the product''s unit.';
comment on column vlmis.stock_month.closing is 'Stock at the end of the month, in the product''s unit.';
comment on column vlmis.stock_month.discrepancy_absolute is 'Count adjustments of the days without their signs, added up, in the product''s unit.';
comment on column vlmis.stock_month.consumption_90_days is 'Consumption of the days counted on the last day, in the product''s unit.';
comment on column vlmis.stock_month.dispensing_90_days is 'Dispensing of the days counted on the last day, in the product''s unit.';
comment on column vlmis.stock_month.days_counted is 'Days counted on the last day; 0: the pair has no row on that day.';
comment on column vlmis.stock_month.days is 'Days of the month on which the pair has an EoD row.';
comment on column vlmis.stock_month.stock_out_days is 'Of these, days with status stocked_out: closed with 0.';
comment on column vlmis.stock_month.low_days is 'Of these, days with status low.';
comment on column vlmis.stock_month.adequate_days is 'Of these, days with status adequate.';
comment on column vlmis.stock_month.over_days is 'Of these, days with status over.';
comment on column vlmis.stock_month.not_assessed_days is 'Of these, days with status not_assessed.';
comment on column vlmis.stock_month.limited_days is 'Of these, days on which a minimum and a maximum applied.';
comment on column vlmis.stock_month.discrepancy_days is 'Of these, days with a count adjustment other than 0.';
comment on column vlmis.stock_month.is_depot is 'True when the store was a depot on all of these days.';

grant select on vlmis.stock_month to vlmis_recorder, vlmis_pipeline;

create table vlmis.rolled_up_month (
    month date primary key constraint rolled_up_month_is_its_first_day check (extract(day from month) = 1),
    row_count bigint not null,
    computed_at timestamptz not null
);

comment on table vlmis.rolled_up_month is 'Which months are rolled up. Grain: one complete month.';
comment on column vlmis.rolled_up_month.month is 'First day of the month.';
comment on column vlmis.rolled_up_month.row_count is 'Rows of stock_month.';
comment on column vlmis.rolled_up_month.computed_at is 'When it was last rolled up; a day of it that was computed later makes it wait again.';

grant select on vlmis.rolled_up_month to vlmis_recorder, vlmis_pipeline;

create table vlmis.indicator_month (
    month date not null,
    org_unit_uid text not null,
    product_id integer not null,
    indicator text not null,
    version smallint not null,
    numerator numeric not null,
    denominator numeric,
    primary key (month, indicator, org_unit_uid, product_id)
);

comment on table vlmis.indicator_month is 'The indicators of the areas of the DHIS2 tree: of every org unit with others below it, as the tree was when the month was rolled up. Grain: one indicator, month, org unit and product. An org unit with none below it has the value of its store (measured_indicator).';
comment on column vlmis.indicator_month.month is 'First day of the month.';
comment on column vlmis.indicator_month.org_unit_uid is 'The org unit; all stores attached to it or to an org unit below it on the last day of the month count.';
comment on column vlmis.indicator_month.product_id is 'The product.';
comment on column vlmis.indicator_month.indicator is 'Code of the indicator; its definition is sql/indicators/CODE.sql.';
comment on column vlmis.indicator_month.version is 'Version of the definition.';
comment on column vlmis.indicator_month.numerator is 'Sum over the stores, in the unit of the indicator or of its numerator.';
comment on column vlmis.indicator_month.denominator is 'What the sum is divided by, added up likewise; null: the sum is the value.';

grant select on vlmis.indicator_month to vlmis_recorder, vlmis_pipeline;
