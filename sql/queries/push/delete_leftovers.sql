-- Strike off the list what has been posted or exhausted. Params: none
delete from vlmis.delivery_leftover
using vlmis.delivery
where
    delivery_leftover.day = delivery.day
    and delivery_leftover.store_id = delivery.store_id
    and delivery_leftover.product_id = delivery.product_id
    and delivery.state in ('posted', 'exhausted');
