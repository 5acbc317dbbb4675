-- The ledger for analysts: every movement of every day, with its reason, lot, transfer and other store.
-- Grain: one movement of one store and product, in frozen and open days. Units: the product's, in column unit.
create or replace view analyst.movement as
select
    movement.movement_id,
    movement.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    movement.occurred_on,
    movement.is_late,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    movement.kind::text as kind,
    movement.reason,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as effect,
    counterpart.code as counterpart_store_code,
    counterpart.name as counterpart_store_name,
    movement.transfer_id,
    movement.count_id,
    movement.reverses_movement_id,
    movement.lot,
    movement.expires_on,
    movement.source_key,
    movement.recorded_at,
    movement.recorded_by
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
inner join vlmis.product on movement.product_id = product.product_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on movement.stock_day = stock_day.day;

comment on view analyst.movement is 'The ledger: every movement of every day, also of days that are not frozen. Grain: one movement of one store and product; both legs of a transfer are rows.';
comment on column analyst.movement.movement_id is 'Id, in the order of recording.';
comment on column analyst.movement.stock_day is 'Local calendar day in whose End-of-Day report it is (or will be) counted.';
comment on column analyst.movement.day_state is 'State of that day: open, closing or frozen.';
comment on column analyst.movement.occurred_on is 'Local day on which it happened, as the user says.';
comment on column analyst.movement.is_late is 'True when its own day was frozen already: counted in a later day.';
comment on column analyst.movement.store_code is 'Code of the store whose stock it changes, as now.';
comment on column analyst.movement.store_name is 'Name of that store, as now.';
comment on column analyst.movement.product_code is 'National code of the product, as now.';
comment on column analyst.movement.product_name is 'Name of the product, as now.';
comment on column analyst.movement.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.movement.kind is 'What happened: arrival, requisition_received, distribution_out, return_in, return_out, count_adjustment, dispensing or wastage.';
comment on column analyst.movement.reason is 'Reason of a wastage (expired, vvm, frozen, broken, lost_in_transit, lost_in_return, other) or count_adjustment (count, initial_count, national_file_gap, recount); null for other kinds.';
comment on column analyst.movement.quantity is 'Quantity in the direction of its kind, in units; negative in a reversal or a deficit. Sums of it are net of reversals.';
comment on column analyst.movement.effect is 'What it does to the stock of the store, in units: negative where stock goes out.';
comment on column analyst.movement.counterpart_store_code is 'Code of the other store of a transfer; null for other kinds.';
comment on column analyst.movement.counterpart_store_name is 'Name of the other store; null for other kinds.';
comment on column analyst.movement.transfer_id is 'Id of the transfer that this leg, or this loss on its way, belongs to; null for other movements.';
comment on column analyst.movement.count_id is 'Id of the count that caused it or that it keeps true; null for other movements.';
comment on column analyst.movement.reverses_movement_id is 'Id of the movement that it reverses; null where it reverses none.';
comment on column analyst.movement.lot is 'Lot number; “unassigned” is stock from before the product was tracked by lot.';
comment on column analyst.movement.expires_on is 'Expiry date of the lot.';
comment on column analyst.movement.source_key is 'Key made by the sender, or derived from it; unique.';
comment on column analyst.movement.recorded_at is 'Clock of the server when it was recorded.';
comment on column analyst.movement.recorded_by is 'Username of the person, or name of the import.';

-- Who reads a view needs the right to the functions in it (but not to the schema where they live).
grant execute on function vlmis.stock_effect(vlmis.movement_kind, integer) to vlmis_analyst;
grant select on analyst.movement to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
