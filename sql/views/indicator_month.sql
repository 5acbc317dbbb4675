-- Indicators of complete months for analysts, for every org unit of the DHIS2 tree: areas as stored, an org unit without
-- others below it with the value of its store. Grain: one row per indicator, month, org unit and product.
create or replace view analyst.indicator_month as
with added_up as (
    select
        indicator_month.month,
        indicator_month.indicator,
        indicator_month.version,
        indicator_month.org_unit_uid,
        indicator_month.product_id,
        indicator_month.numerator,
        indicator_month.denominator
    from vlmis.indicator_month
    union all
    select
        measured_indicator.month,
        measured_indicator.indicator,
        measured_indicator.version,
        walk_store.org_unit_uid,
        measured_indicator.product_id,
        measured_indicator.numerator,
        measured_indicator.denominator
    from vlmis.measured_indicator
    inner join vlmis.walk_store
        on
            walk_store.day = cast(measured_indicator.month + interval '1 month' as date) - 1
            and measured_indicator.store_id = walk_store.store_id
    where
        walk_store.org_unit_uid is not null
        and not exists (
            select from vlmis.indicator_month as area
            where
                area.month = measured_indicator.month
                and area.indicator = 'closing_balance'
                and area.org_unit_uid = walk_store.org_unit_uid
        )
)

select
    added_up.month,
    added_up.indicator,
    added_up.version,
    added_up.org_unit_uid,
    org_unit.name as org_unit_name,
    org_unit.level as org_unit_level,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    added_up.numerator,
    added_up.denominator,
    case
        when added_up.denominator is null then added_up.numerator
        when added_up.denominator > 0 then round(added_up.numerator / added_up.denominator, 6)
    end as value
from added_up
inner join vlmis.org_unit on added_up.org_unit_uid = org_unit.org_unit_uid
inner join vlmis.product on added_up.product_id = product.product_id;

comment on view analyst.indicator_month is 'The indicators of every complete month for every org unit of the DHIS2 tree, from the country to the facility, as the tree was when the month was rolled up. A store that was attached to no org unit counts nowhere. Grain: one indicator, month, org unit and product. Definitions, units and sources: docs/indicators.md.';
comment on column analyst.indicator_month.month is 'First day of the month.';
comment on column analyst.indicator_month.indicator is 'Code of the indicator, as in docs/indicators.md.';
comment on column analyst.indicator_month.version is 'Version of the definition, a number.';
comment on column analyst.indicator_month.org_unit_uid is 'DHIS2 uid of the org unit; stores attached to it or to an org unit below it count.';
comment on column analyst.indicator_month.org_unit_name is 'Name of the org unit, as now.';
comment on column analyst.indicator_month.org_unit_level is 'Level of the org unit in the DHIS2 tree, as now; the root is 1.';
comment on column analyst.indicator_month.product_code is 'National code of the product, as now.';
comment on column analyst.indicator_month.product_name is 'Name of the product, as now.';
comment on column analyst.indicator_month.unit is 'What quantities of the product count: doses, or its own unit. Never add up quantities of different units.';
comment on column analyst.indicator_month.numerator is 'Sum over the stores, in the unit of the indicator; of a share in the unit of what is divided.';
comment on column analyst.indicator_month.denominator is 'Sum over the stores of what it is divided by; null: the numerator is the value.';
comment on column analyst.indicator_month.value is 'The indicator, in its unit (docs/indicators.md): numerator / denominator, a share between 0 and 1, or the numerator. Null where the denominator is 0.';

grant select on analyst.indicator_month to vlmis_analyst, vlmis_recorder, vlmis_pipeline;

-- Reporting completeness by month and store, as it is now.
create or replace view analyst.reporting_completeness as
select
    measured.month,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    measured.numerator as posted_records,
    measured.denominator as due_records,
    round(measured.numerator / measured.denominator, 6) as reporting_completeness
from vlmis_indicators.reporting_completeness as measured
inner join vlmis.store on measured.store_id = store.store_id
inner join vlmis.product on measured.product_id = product.product_id;

comment on view analyst.reporting_completeness is 'Which share of the records that are due is in DHIS2, proved by read-back, as it is now: every push changes it. Grain: one month, store and product with an HMIS Code.';
comment on column analyst.reporting_completeness.month is 'First day of the month.';
comment on column analyst.reporting_completeness.store_code is 'Code of the store, as now.';
comment on column analyst.reporting_completeness.store_name is 'Name of the store, as now.';
comment on column analyst.reporting_completeness.product_code is 'National code of the product, as now.';
comment on column analyst.reporting_completeness.product_name is 'Name of the product, as now.';
comment on column analyst.reporting_completeness.posted_records is 'Records (a store, product and day) that are in DHIS2, a number.';
comment on column analyst.reporting_completeness.due_records is 'Records that are due: frozen days since DHIS2 is told, withdrawn records left out; a number.';
comment on column analyst.reporting_completeness.reporting_completeness is 'posted_records / due_records, a share between 0 and 1.';

grant select on analyst.reporting_completeness to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
