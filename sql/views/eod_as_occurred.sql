-- The End-of-Day figures by the day on which things happened, as known now.
-- Why:   a late entry is counted in a later day, and a frozen day never changes; whoever asks what was really used in a
--        week wants it in its own day. The difference to analyst.eod_report is exactly the late entries.
-- Grain: one row per frozen stock day, store and product, from the first day on which the two met or a late entry says
--        that something happened. Units: the product's, in column unit.
create or replace view analyst.eod_as_occurred as
with last_frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen'
),

late as (
    select
        movement.store_id,
        movement.product_id,
        movement.kind,
        movement.quantity,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect,
        movement.occurred_on,
        movement.stock_day
    from vlmis.movement
    where movement.is_late
),

-- Each late entry on every day from the one on which it happened to the one in which it is counted: there its
-- flow is moved, and in between it is in the stock already.
moved as (
    select
        late.store_id,
        late.product_id,
        cast(step.at as date) as day,
        late.kind,
        late.quantity * case step.at
            when late.occurred_on then 1
            when late.stock_day then -1
            else 0
        end as quantity,
        case when step.at > late.occurred_on then late.effect else 0 end as opening,
        case when step.at < late.stock_day then late.effect else 0 end as closing
    from late
    cross join last_frozen
    cross join generate_series(late.occurred_on, least(late.stock_day, last_frozen.day), interval '1 day') as step (at)
),

correction as (
    select
        moved.day,
        moved.store_id,
        moved.product_id,
        sum(moved.opening) as opening,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'arrival'), 0) as arrivals,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'requisition_received'), 0) as requisitions_received,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'distribution_out'), 0) as distributions_out,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'return_in'), 0) as returns_in,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'return_out'), 0) as returns_out,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'count_adjustment'), 0) as count_adjustment,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'dispensing'), 0) as dispensing,
        coalesce(sum(moved.quantity) filter (where moved.kind = 'wastage'), 0) as wastage,
        sum(moved.closing) as closing
    from moved
    group by moved.day, moved.store_id, moved.product_id
)

select
    day,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    cast(coalesce(eod_row.opening, 0) + coalesce(correction.opening, 0) as bigint) as opening,
    cast(coalesce(eod_row.arrivals, 0) + coalesce(correction.arrivals, 0) as bigint) as arrivals,
    cast(coalesce(eod_row.requisitions_received, 0) + coalesce(correction.requisitions_received, 0) as bigint)
        as requisitions_received,
    cast(coalesce(eod_row.distributions_out, 0) + coalesce(correction.distributions_out, 0) as bigint)
        as distributions_out,
    cast(coalesce(eod_row.returns_in, 0) + coalesce(correction.returns_in, 0) as bigint) as returns_in,
    cast(coalesce(eod_row.returns_out, 0) + coalesce(correction.returns_out, 0) as bigint) as returns_out,
    cast(coalesce(eod_row.count_adjustment, 0) + coalesce(correction.count_adjustment, 0) as bigint)
        as count_adjustment,
    cast(coalesce(eod_row.dispensing, 0) + coalesce(correction.dispensing, 0) as bigint) as dispensing,
    cast(coalesce(eod_row.wastage, 0) + coalesce(correction.wastage, 0) as bigint) as wastage,
    cast(coalesce(eod_row.closing, 0) + coalesce(correction.closing, 0) as bigint) as closing
from vlmis.eod_row
full join correction using (day, store_id, product_id)
inner join vlmis.store using (store_id)
inner join vlmis.product using (product_id);

comment on view analyst.eod_as_occurred is 'The figures of analyst.eod_report by the day on which things happened rather than the day in which they were counted, as known now: late entries stand on their own day. Grain: one store and product of one frozen stock day.';
comment on column analyst.eod_as_occurred.day is 'Local calendar day, frozen.';
comment on column analyst.eod_as_occurred.store_code is 'Code of the store, as now.';
comment on column analyst.eod_as_occurred.store_name is 'Name of the store, as now.';
comment on column analyst.eod_as_occurred.product_code is 'National code of the product, as now.';
comment on column analyst.eod_as_occurred.product_name is 'Name of the product, as now.';
comment on column analyst.eod_as_occurred.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.eod_as_occurred.opening is 'Stock at the start of the day, in units, with what is now known to have happened before it.';
comment on column analyst.eod_as_occurred.arrivals is 'Arrivals that happened on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.requisitions_received is 'Received from the supplying store on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.distributions_out is 'Distributed on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.returns_in is 'Returned to it on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.returns_out is 'Returned by it on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.count_adjustment is 'Counted minus balance on the day, in units, with what keeps counts true for entries that came later.';
comment on column analyst.eod_as_occurred.dispensing is 'Given out to people on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.wastage is 'Lost or thrown away on the day, in units, net of reversals.';
comment on column analyst.eod_as_occurred.closing is 'Stock at the end of the day, in units, as known now; negative where a late entry gave out what had not yet come.';

grant select on analyst.eod_as_occurred to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
