-- The daily operations report: the live movements of every day that is not frozen yet.
-- Grain: one row per movement of an open or closing stock day. Units: the product's, in column unit.
create or replace view analyst.daily_operations as
with newest_frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen'
)

select
    movement.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    movement.kind::text as kind,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    counterpart.code as counterpart_store_code,
    movement.reason,
    movement.lot,
    movement.expires_on,
    movement.occurred_on,
    movement.is_late,
    movement.reverses_movement_id is not null as is_reversal,
    movement.recorded_at,
    movement.recorded_by,
    movement.movement_id
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
inner join vlmis.product on movement.product_id = product.product_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on movement.stock_day = stock_day.day
cross join newest_frozen
where movement.stock_day > newest_frozen.day;

comment on view analyst.daily_operations is 'Daily operations: the live movements of the days that are not frozen yet; they can still change the quantities of those days. Grain: one movement of one store and product.';
comment on column analyst.daily_operations.stock_day is 'Local calendar day in whose End-of-Day report the movement will be counted.';
comment on column analyst.daily_operations.day_state is 'open, or closing while the day is being frozen.';
comment on column analyst.daily_operations.store_code is 'Code of the store whose stock changes.';
comment on column analyst.daily_operations.store_name is 'Name of the store.';
comment on column analyst.daily_operations.product_code is 'National code of the product.';
comment on column analyst.daily_operations.product_name is 'Name of the product.';
comment on column analyst.daily_operations.unit is 'What one unit of quantity is: dose, or the product''s own unit.';
comment on column analyst.daily_operations.kind is 'What happened: arrival, requisition_received, distribution_out, return_in, return_out, count_adjustment, dispensing or wastage.';
comment on column analyst.daily_operations.quantity is 'Quantity in the direction of its kind, in units; negative in a reversal or a deficit.';
comment on column analyst.daily_operations.stock_effect is 'What it does to the stock of the store, in units; negative lowers it.';
comment on column analyst.daily_operations.counterpart_store_code is 'Code of the other store of a transfer; null for other kinds.';
comment on column analyst.daily_operations.reason is 'Reason, for wastage and count_adjustment.';
comment on column analyst.daily_operations.lot is 'Lot number, where one was given.';
comment on column analyst.daily_operations.expires_on is 'Expiry date of the lot.';
comment on column analyst.daily_operations.occurred_on is 'Local day on which it happened, as the user says.';
comment on column analyst.daily_operations.is_late is 'True when the day on which it happened was frozen already.';
comment on column analyst.daily_operations.is_reversal is 'True when it reverses an earlier movement.';
comment on column analyst.daily_operations.recorded_at is 'Clock of the server when it was recorded.';
comment on column analyst.daily_operations.recorded_by is 'Username of the person, or name of the import.';
comment on column analyst.daily_operations.movement_id is 'Id, in the order of recording.';

-- Who reads a view needs the right to the functions in it (but not to the schema where they live).
grant execute on function vlmis.stock_effect(vlmis.movement_kind, integer) to vlmis_analyst;
grant select on analyst.daily_operations to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
