-- Stock status for analysts: consumption, months of stock and status of every pair at the end of every computed day.
-- Grain: one row per stock day, store and product. Units: the product's, in column unit.
create or replace view analyst.stock_status as
select
    stock_status.day,
    store.code as store_code,
    store.name as store_name,
    walk_store.org_unit_uid,
    supplier.code as supplier_store_code,
    walk_store.level,
    walk_store.path,
    stock_status.is_depot,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    stock_status.closing,
    stock_status.status,
    stock_status.minimum,
    stock_status.maximum,
    stock_status.consumption_90_days,
    stock_status.days_counted,
    round(stock_status.consumption_90_days * 30.0 / stock_status.days_counted, 2) as average_monthly_consumption,
    case
        when stock_status.consumption_90_days > 0
            then round(
                cast(stock_status.closing as numeric) * stock_status.days_counted
                / (stock_status.consumption_90_days * 30.0), 2
            )
    end as months_of_stock
from vlmis.stock_status
inner join vlmis.walk_store on stock_status.day = walk_store.day and stock_status.store_id = walk_store.store_id
inner join vlmis.store on stock_status.store_id = store.store_id
inner join vlmis.product on stock_status.product_id = product.product_id
left join vlmis.store as supplier on walk_store.supplier_store_id = supplier.store_id;

comment on view analyst.stock_status is 'Whether the stock of every store and product sufficed at the end of every frozen day, once the DAG stock_indicators has computed the day; day zero has none. Grain: one store and product of one stock day. Definitions: docs/indicators.md.';
comment on column analyst.stock_status.day is 'Stock day: local calendar day, frozen and computed.';
comment on column analyst.stock_status.store_code is 'Code of the store, as now.';
comment on column analyst.stock_status.store_name is 'Name of the store, as now.';
comment on column analyst.stock_status.org_unit_uid is 'DHIS2 uid of the org unit that the store was attached to when the day was frozen; null: none.';
comment on column analyst.stock_status.supplier_store_code is 'Code of the store that supplied it when the day was frozen; null for the central store.';
comment on column analyst.stock_status.level is 'Level in the supply tree when the day was frozen; the central store is 1.';
comment on column analyst.stock_status.path is 'Codes of the stores from the central store down to this one, separated by slashes, when the day was frozen.';
comment on column analyst.stock_status.is_depot is 'True when the store supplied others on the day and had dispensed nothing in the days counted. Leave depots out where stock-outs of facilities are counted.';
comment on column analyst.stock_status.product_code is 'National code of the product, as now.';
comment on column analyst.stock_status.product_name is 'Name of the product, as now.';
comment on column analyst.stock_status.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.stock_status.closing is 'Stock at the end of the day, in units.';
comment on column analyst.stock_status.status is 'stocked_out (closing is 0), low (below the minimum), adequate, over (above the maximum), not_assessed (no minimum and maximum apply). Exactly one of them.';
comment on column analyst.stock_status.minimum is 'Least adequate closing when the day was computed, in units (months of the level converted, rounded up); null: no limits apply.';
comment on column analyst.stock_status.maximum is 'Greatest adequate closing when the day was computed, in units (rounded down); null: no limits apply.';
comment on column analyst.stock_status.consumption_90_days is 'Dispensing + distributions out - returns in of the days counted, in units.';
comment on column analyst.stock_status.days_counted is 'The newest days, this one included, on which the pair has EoD rows without a gap: at most 90, a number of days.';
comment on column analyst.stock_status.average_monthly_consumption is 'consumption_90_days / days_counted x 30, in units per 30 days.';
comment on column analyst.stock_status.months_of_stock is 'closing / average_monthly_consumption, in months of 30 days; null where nothing was consumed.';

grant select on analyst.stock_status to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
