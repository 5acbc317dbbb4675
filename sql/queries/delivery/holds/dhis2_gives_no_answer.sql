-- A record that stayed unknown for three nights although it was sent alone.
-- Grain:  one row per record.
-- Params: none
select
    delivery.store_id,
    delivery.product_id,
    delivery.day,
    store.code || ' × ' || product.code || ' on ' || delivery.day as finding
from vlmis.delivery
inner join vlmis.delivery_day on delivery.day = delivery_day.day
inner join vlmis.store on delivery.store_id = store.store_id
inner join vlmis.product on delivery.product_id = product.product_id
where delivery_day.settled_at is null and delivery.state <> 'posted' and delivery.unanswered_nights >= 3;
