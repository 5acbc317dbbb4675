-- Every stored indicator of every store, product and complete month: the views of sql/indicators, one below another.
-- Grain: one indicator, month, store and product. denominator is null where the indicator is a count or a quantity.
create or replace view vlmis.measured_indicator as
select
    'closing_balance' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.closing_balance as measured
union all
select
    'consumption' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.consumption as measured
union all
select
    'average_monthly_consumption' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.average_monthly_consumption as measured
union all
select
    'months_of_stock' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.months_of_stock as measured
union all
select
    'stock_out_days' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.stock_out_days as measured
union all
select
    'stock_out_rate' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.stock_out_rate as measured
union all
select
    'full_stock_availability' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.full_stock_availability as measured
union all
select
    'stocked_according_to_plan' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.stocked_according_to_plan as measured
union all
select
    'closed_vial_wastage_of_available' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.closed_vial_wastage_of_available as measured
union all
select
    'closed_vial_wastage_of_used' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.closed_vial_wastage_of_used as measured
union all
select
    'discrepancy_count' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.discrepancy_count as measured
union all
select
    'discrepancy_absolute_sum' as indicator,
    measured.version,
    measured.month,
    measured.store_id,
    measured.product_id,
    measured.numerator,
    measured.denominator
from vlmis_indicators.discrepancy_absolute_sum as measured;

comment on view vlmis.measured_indicator is 'Every stored indicator of every store, product and complete month. Grain: one indicator, month, store and product.';
comment on column vlmis.measured_indicator.indicator is 'Its code; the file of its definition is sql/indicators/CODE.sql.';
comment on column vlmis.measured_indicator.version is 'Version of the definition.';
comment on column vlmis.measured_indicator.month is 'First day of the month.';
comment on column vlmis.measured_indicator.store_id is 'The store.';
comment on column vlmis.measured_indicator.product_id is 'The product.';
comment on column vlmis.measured_indicator.numerator is 'What is added up over stores, in the unit of the indicator or of its numerator.';
comment on column vlmis.measured_indicator.denominator is 'What the sum is divided by, added up likewise; null: the sum is the value.';

-- Read by the report of the indicators of some stores.
grant select on vlmis.measured_indicator to vlmis_recorder;
