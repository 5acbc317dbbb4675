-- Movements that came after their day was frozen: the later day in which they are counted.
-- Grain: one row per late movement, in frozen and open days. Units: the product's, in column unit.
create or replace view analyst.late_entries as
select
    movement.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    movement.occurred_on,
    movement.stock_day - movement.occurred_on as days_late,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    movement.kind::text as kind,
    movement.quantity,
    counterpart.code as counterpart_store_code,
    movement.reason,
    movement.reverses_movement_id is not null as is_reversal,
    movement.recorded_at,
    movement.recorded_by,
    movement.movement_id
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
inner join vlmis.product on movement.product_id = product.product_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on movement.stock_day = stock_day.day
where movement.is_late;

comment on view analyst.late_entries is 'Late entries: movements recorded after the day on which they happened was frozen. Grain: one movement of one store and product.';
comment on column analyst.late_entries.stock_day is 'Local calendar day in whose End-of-Day report it is (or will be) counted.';
comment on column analyst.late_entries.day_state is 'State of that day: open, closing or frozen.';
comment on column analyst.late_entries.occurred_on is 'Local day on which it happened, as the user says.';
comment on column analyst.late_entries.days_late is 'Days from occurred_on to stock_day.';
comment on column analyst.late_entries.store_code is 'Code of the store whose stock changes.';
comment on column analyst.late_entries.store_name is 'Name of the store.';
comment on column analyst.late_entries.product_code is 'National code of the product.';
comment on column analyst.late_entries.product_name is 'Name of the product.';
comment on column analyst.late_entries.unit is 'What one unit of quantity is: dose, or the product''s own unit.';
comment on column analyst.late_entries.kind is 'What happened.';
comment on column analyst.late_entries.quantity is 'Quantity in the direction of its kind, in units; negative in a reversal or a deficit.';
comment on column analyst.late_entries.counterpart_store_code is 'Code of the other store of a transfer; null for other kinds.';
comment on column analyst.late_entries.reason is 'Reason, for wastage and count_adjustment.';
comment on column analyst.late_entries.is_reversal is 'True when it reverses an earlier movement.';
comment on column analyst.late_entries.recorded_at is 'Clock of the server when it was recorded.';
comment on column analyst.late_entries.recorded_by is 'Username of the person, or name of the import.';
comment on column analyst.late_entries.movement_id is 'Id, in the order of recording.';

grant select on analyst.late_entries to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
