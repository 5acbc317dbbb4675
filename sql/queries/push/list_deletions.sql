-- Old figures that wait to be deleted in DHIS2, and those that stay there for good.
-- Grain:  one row per product, old data element, act and outcome; of those that wait also per finding, of those that
--         are kept it is an example.
-- Params: kept_since timestamptz (what was kept earlier than that is left out)
select
    coalesce(deletion.outcome, 'waits') as outcome,
    product.code as product_code,
    delivery_target.data_element_uid,
    count(*) as records,
    count(distinct deletion.store_id) as stores,
    min(deletion.day) as first_day,
    max(deletion.day) as last_day,
    requeue.requeued_by as asked_by,
    requeue.requeued_at as asked_at,
    min(
        case
            when deletion.finding is not null then deletion.finding
            when delivery.state = 'posted' then 'Goes with the next push.'
            else 'Waits until the figures are posted at their new place.'
        end
    ) as finding
from vlmis.delivery_deletion as deletion
inner join vlmis.delivery_requeue as requeue on deletion.requeue_id = requeue.requeue_id
inner join vlmis.delivery_target on deletion.target_id = delivery_target.target_id
inner join vlmis.product on deletion.product_id = product.product_id
inner join vlmis.delivery
    on
        deletion.day = delivery.day
        and deletion.store_id = delivery.store_id
        and deletion.product_id = delivery.product_id
where
    deletion.settled_at is null
    or (deletion.outcome = 'kept' and deletion.settled_at >= :kept_since)
group by
    deletion.outcome, product.code, delivery_target.data_element_uid, requeue.requeue_id, requeue.requeued_by,
    requeue.requeued_at, case when deletion.outcome is null then deletion.finding end, delivery.state
order by outcome desc, product_code asc, first_day asc;
