-- Days with old figures to delete, of records that are posted at their new place, oldest first. Grain: one row per day.
-- Params: none
select distinct delivery_deletion.day
from vlmis.delivery_deletion
inner join vlmis.delivery
    on
        delivery_deletion.day = delivery.day
        and delivery_deletion.store_id = delivery.store_id
        and delivery_deletion.product_id = delivery.product_id
where delivery_deletion.settled_at is null and delivery.state = 'posted'
order by delivery_deletion.day;
