-- Where a record was sent to before its HMIS Code or org unit changed, and what became of the figures there.
-- Grain:  one row per place that it left, oldest first.
-- Params: day date, store_id integer, product_id integer
select
    delivery_target.data_element_uid,
    retarget.org_unit_uid,
    retarget.left_at,
    case
        when deletion.deletion_id is not null then coalesce(deletion.outcome, 'waits')
    end as deletion
from vlmis.delivery_retarget as retarget
inner join vlmis.delivery_target on retarget.target_id = delivery_target.target_id
left join lateral (
    select
        delivery_deletion.deletion_id,
        delivery_deletion.outcome
    from vlmis.delivery_deletion
    where
        delivery_deletion.day = retarget.day
        and delivery_deletion.store_id = retarget.store_id
        and delivery_deletion.product_id = retarget.product_id
        and delivery_deletion.target_id = retarget.target_id
        and delivery_deletion.org_unit_uid = retarget.org_unit_uid
    order by delivery_deletion.deletion_id desc
    limit 1
) as deletion on true
where
    retarget.day = :day
    and retarget.store_id = :store_id
    and retarget.product_id = :product_id
order by retarget.retarget_id;
