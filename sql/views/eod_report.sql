-- The End-of-Day report for analysts: frozen days only, one row per pair and day.
-- Why:   a partition of eod_row appears in the transaction that freezes its day, so no open day is ever seen.
-- Grain: one row per stock day, store and product. Units: the product's, in column unit.
create or replace view analyst.eod_report as
select
    eod_row.day,
    store.code as store_code,
    store.name as store_name,
    walk_store.org_unit_uid,
    supplier.code as supplier_store_code,
    walk_store.level,
    walk_store.path,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    eod_row.opening,
    eod_row.arrivals,
    eod_row.requisitions_received,
    eod_row.distributions_out,
    eod_row.returns_in,
    eod_row.returns_out,
    eod_row.count_adjustment,
    eod_row.dispensing,
    eod_row.wastage,
    eod_row.closing,
    eod_row.has_late_entries
from vlmis.eod_row
inner join vlmis.walk_store on eod_row.day = walk_store.day and eod_row.store_id = walk_store.store_id
inner join vlmis.store on eod_row.store_id = store.store_id
inner join vlmis.product on eod_row.product_id = product.product_id
left join vlmis.store as supplier on walk_store.supplier_store_id = supplier.store_id;

comment on view analyst.eod_report is 'The End-of-Day report: what every store held, received and gave out on every frozen day. Grain: one store and product of one frozen stock day, from the day the two first met, also on days without movement. The oldest day is day zero: its closings are the initial stock.';
comment on column analyst.eod_report.day is 'Stock day: local calendar day, frozen.';
comment on column analyst.eod_report.store_code is 'Code of the store, as now.';
comment on column analyst.eod_report.store_name is 'Name of the store, as now.';
comment on column analyst.eod_report.org_unit_uid is 'DHIS2 uid of the org unit that the store was attached to when the day was frozen; null: none.';
comment on column analyst.eod_report.supplier_store_code is 'Code of the store that supplied it when the day was frozen; null for the central store.';
comment on column analyst.eod_report.level is 'Level in the supply tree when the day was frozen; the central store is 1.';
comment on column analyst.eod_report.path is 'Codes of the stores from the central store down to this one, separated by slashes, when the day was frozen.';
comment on column analyst.eod_report.product_code is 'National code of the product, as now.';
comment on column analyst.eod_report.product_name is 'Name of the product, as now.';
comment on column analyst.eod_report.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.eod_report.opening is 'Stock at the start of the day, in units.';
comment on column analyst.eod_report.arrivals is 'Arrivals from outside the country''s chain (central store only), in units, net of reversals.';
comment on column analyst.eod_report.requisitions_received is 'Received from the supplying store, in units, net of reversals.';
comment on column analyst.eod_report.distributions_out is 'Distributed to stores that it supplies, in units, net of reversals.';
comment on column analyst.eod_report.returns_in is 'Returned to it by stores that it supplies, in units, net of reversals.';
comment on column analyst.eod_report.returns_out is 'Returned by it to its supplying store, in units, net of reversals.';
comment on column analyst.eod_report.count_adjustment is 'Counted minus balance, in units; a surplus is positive, a deficit negative.';
comment on column analyst.eod_report.dispensing is 'Given out to people, in units, net of reversals.';
comment on column analyst.eod_report.wastage is 'Lost or thrown away, in units, net of reversals.';
comment on column analyst.eod_report.closing is 'Stock at the end of the day, in units: opening + arrivals + requisitions_received - distributions_out + returns_in - returns_out + count_adjustment - dispensing - wastage.';
comment on column analyst.eod_report.has_late_entries is 'True when a movement dated before this day is counted in it, because its own day was frozen already.';

grant select on analyst.eod_report to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
