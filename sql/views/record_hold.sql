-- The holds in force by the days that they affect, and every record (an EoD row as DHIS2 is told of it) with the oldest
-- hold that affects it.
-- Why:   this alone knows which hold affects which record. A hold names a store, a product, both or neither; each case
--        is a join of its own, so that it can be hashed, and is left out where no hold is asked for. More joins than
--        these the planner would no longer order. is_held is no "is not null", of which it expects nearly every row.
create or replace view vlmis.day_hold as
select
    stock_day.day,
    delivery_hold.store_id,
    delivery_hold.product_id,
    delivery_hold.hold_id
from vlmis.delivery_hold
inner join vlmis.stock_day on coalesce(delivery_hold.day = stock_day.day, true)
left join vlmis.delivery_day on stock_day.day = delivery_day.day
where delivery_hold.ended_night is null and delivery_day.settled_at is null;

comment on view vlmis.day_hold is 'The holds in force. Grain: one hold and one day that it affects and that is not settled.';
comment on column vlmis.day_hold.day is 'Stock day.';
comment on column vlmis.day_hold.store_id is 'The store that it affects; null: all.';
comment on column vlmis.day_hold.product_id is 'The product that it affects; null: all.';
comment on column vlmis.day_hold.hold_id is 'The hold.';

-- Grain: one EoD row. Units: the product's.
create or replace view vlmis.record_hold as
select
    eod_row.day,
    eod_row.store_id,
    eod_row.product_id,
    vlmis.record_data_values(eod_row) as data_values,
    least(of_day.hold_id, of_store.hold_id, of_product.hold_id, of_pair.hold_id) as hold_id,
    coalesce(
        least(of_day.hold_id, of_store.hold_id, of_product.hold_id, of_pair.hold_id) > 0, false
    ) as is_held
from vlmis.eod_row
left join (
    select
        day_hold.day,
        min(day_hold.hold_id) as hold_id
    from vlmis.day_hold
    where day_hold.store_id is null and day_hold.product_id is null
    group by day_hold.day
) as of_day on eod_row.day = of_day.day
left join (
    select
        day_hold.day,
        day_hold.store_id,
        min(day_hold.hold_id) as hold_id
    from vlmis.day_hold
    where day_hold.product_id is null
    group by day_hold.day, day_hold.store_id
) as of_store on eod_row.day = of_store.day and eod_row.store_id = of_store.store_id
left join (
    select
        day_hold.day,
        day_hold.product_id,
        min(day_hold.hold_id) as hold_id
    from vlmis.day_hold
    where day_hold.store_id is null
    group by day_hold.day, day_hold.product_id
) as of_product on eod_row.day = of_product.day and eod_row.product_id = of_product.product_id
left join (
    select
        day_hold.day,
        day_hold.store_id,
        day_hold.product_id,
        min(day_hold.hold_id) as hold_id
    from vlmis.day_hold
    group by day_hold.day, day_hold.store_id, day_hold.product_id
) as of_pair
    on
        eod_row.day = of_pair.day
        and eod_row.store_id = of_pair.store_id
        and eod_row.product_id = of_pair.product_id;

comment on view vlmis.record_hold is 'Every EoD row as DHIS2 is told of it, with the hold that affects it. Grain: one EoD row.';
comment on column vlmis.record_hold.day is 'Stock day.';
comment on column vlmis.record_hold.store_id is 'The store.';
comment on column vlmis.record_hold.product_id is 'The product.';
comment on column vlmis.record_hold.data_values is 'The nine data values in the order of the categories, in the product''s unit.';
comment on column vlmis.record_hold.hold_id is 'The oldest hold in force that affects it, whatever its delivery; null: none, or its day is settled.';
comment on column vlmis.record_hold.is_held is 'Whether a hold affects it.';

grant select on vlmis.record_hold to vlmis_pipeline;
