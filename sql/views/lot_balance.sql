-- What the stores hold of each lot at this moment: the newest frozen closing of the lot, and the open days.
-- Why:   until the day on which tracking begins is frozen, the frozen closing of the pair is “unassigned”.
-- Grain: one row per store, product that is tracked by lot, and lot that the store holds. Units: the product's.
create or replace view vlmis.lot_balance as
with last_frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen'
),

newest as (
    select distinct on (lot_closing.store_id, lot_closing.product_id, lot_closing.lot)
        lot_closing.store_id,
        lot_closing.product_id,
        lot_closing.lot,
        lot_closing.closing
    from vlmis.lot_closing
    order by lot_closing.store_id asc, lot_closing.product_id asc, lot_closing.lot asc, lot_closing.day desc
),

change as (
    select
        newest.store_id,
        newest.product_id,
        newest.lot,
        newest.closing as effect
    from newest
    union all
    select
        eod_row.store_id,
        eod_row.product_id,
        'unassigned' as lot,
        eod_row.closing as effect
    from last_frozen
    inner join vlmis.eod_row on last_frozen.day = eod_row.day
    inner join vlmis.product on eod_row.product_id = product.product_id
    where product.tracked_from > last_frozen.day
    union all
    select
        lot_movement.store_id,
        lot_movement.product_id,
        lot_movement.lot,
        lot_movement.effect
    from last_frozen
    inner join vlmis.lot_movement on last_frozen.day < lot_movement.stock_day
),

balance as (
    select
        change.store_id,
        change.product_id,
        change.lot,
        cast(sum(change.effect) as bigint) as balance
    from change
    group by change.store_id, change.product_id, change.lot
    having sum(change.effect) <> 0
)

select
    balance.store_id,
    balance.product_id,
    balance.lot,
    lot.expires_on,
    balance.balance
from balance
inner join vlmis.lot on balance.product_id = lot.product_id and balance.lot = lot.lot;

comment on view vlmis.lot_balance is 'What the stores hold of each lot at this moment, open days included. Grain: one store, product tracked by lot, and lot with stock.';
comment on column vlmis.lot_balance.store_id is 'The store.';
comment on column vlmis.lot_balance.product_id is 'The product.';
comment on column vlmis.lot_balance.lot is 'Lot number, or “unassigned”.';
comment on column vlmis.lot_balance.expires_on is 'Last local day on which it may be given out; null for “unassigned”.';
comment on column vlmis.lot_balance.balance is 'Stock of the lot, in the product''s unit.';

grant select on vlmis.lot_balance to vlmis_recorder, vlmis_pipeline;

-- The same for analysts, with codes and names.
create or replace view analyst.lot_balance as
select
    store.code as store_code,
    store.name as store_name,
    supplier.code as supplier_store_code,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    lot_balance.lot,
    lot_balance.expires_on,
    lot_balance.balance
from vlmis.lot_balance
inner join vlmis.store on lot_balance.store_id = store.store_id
inner join vlmis.product on lot_balance.product_id = product.product_id
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id;

comment on view analyst.lot_balance is 'What every store holds of each lot at this moment, open days included; only products that are tracked by lot. Grain: one store, product and lot with stock.';
comment on column analyst.lot_balance.store_code is 'Code of the store, as now.';
comment on column analyst.lot_balance.store_name is 'Name of the store, as now.';
comment on column analyst.lot_balance.supplier_store_code is 'Code of the store that supplies it now; null for the central store.';
comment on column analyst.lot_balance.product_code is 'National code of the product, as now.';
comment on column analyst.lot_balance.product_name is 'Name of the product, as now.';
comment on column analyst.lot_balance.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.lot_balance.lot is 'Lot number; “unassigned” is stock from before the product was tracked by lot.';
comment on column analyst.lot_balance.expires_on is 'Last day on which the lot may be given out; null for “unassigned”.';
comment on column analyst.lot_balance.balance is 'Stock of the lot, in units.';

grant select on analyst.lot_balance to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
