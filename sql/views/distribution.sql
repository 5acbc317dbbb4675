-- The distributions for analysts, with what the receiving store confirmed.
-- Grain: one row per distribution of one product, of every day, also cancelled ones. Units: the product's, in column unit.
create or replace view analyst.distribution as
select
    leg.transfer_id,
    leg.occurred_on,
    leg.stock_day,
    supplier.code as supplier_store_code,
    supplier.name as supplier_store_name,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    leg.quantity as sent,
    leg.lot,
    leg.expires_on,
    leg.outcome,
    leg.received,
    leg.quantity - leg.received as lost,
    leg.received_on,
    leg.received_by,
    leg.recorded_at,
    leg.recorded_by
from vlmis.distribution_leg as leg
inner join vlmis.store as supplier on leg.parent_store_id = supplier.store_id
inner join vlmis.store on leg.child_store_id = store.store_id
inner join vlmis.product on leg.product_id = product.product_id
where leg.store_id = leg.child_store_id;

comment on view analyst.distribution is 'The distributions, with what the receiving store confirmed. Grain: one distribution of one product.';
comment on column analyst.distribution.transfer_id is 'Id of the distribution.';
comment on column analyst.distribution.occurred_on is 'Local day on which it was sent, as the supplier says.';
comment on column analyst.distribution.stock_day is 'Local calendar day in whose End-of-Day report it is (or will be) counted, at both stores.';
comment on column analyst.distribution.supplier_store_code is 'Code of the store that sent it.';
comment on column analyst.distribution.supplier_store_name is 'Name of the store that sent it.';
comment on column analyst.distribution.store_code is 'Code of the store that it was sent to.';
comment on column analyst.distribution.store_name is 'Name of the store that it was sent to.';
comment on column analyst.distribution.product_code is 'National code of the product.';
comment on column analyst.distribution.product_name is 'Name of the product.';
comment on column analyst.distribution.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.distribution.sent is 'Quantity sent, in units.';
comment on column analyst.distribution.lot is 'Lot number, where one was given.';
comment on column analyst.distribution.expires_on is 'Expiry date of the lot.';
comment on column analyst.distribution.outcome is 'to_confirm, arrived_whole, arrived_short, cancelled, or never_confirmed (the store is closed or the product retired).';
comment on column analyst.distribution.received is 'Quantity that arrived, in units; null: not confirmed.';
comment on column analyst.distribution.lost is 'Quantity lost in transit, in units; null: not confirmed.';
comment on column analyst.distribution.received_on is 'Local day of receipt, as the receiving store says; null: not confirmed.';
comment on column analyst.distribution.received_by is 'Who confirmed; null: nobody.';
comment on column analyst.distribution.recorded_at is 'Clock of the server when the distribution was recorded.';
comment on column analyst.distribution.recorded_by is 'Username of the person at the supplier, or name of the import.';

-- Who reads a view needs the right to the functions in it (but not to the schema where they live).
grant execute on function vlmis.transfer_outcome(bigint, bigint, boolean, boolean, boolean) to vlmis_analyst;
grant select on analyst.distribution to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
