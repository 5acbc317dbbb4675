-- Ask for the deletion of figures at places that records left, or leave at their next sending. Null leaves a choice
-- open. What waits already is not asked for twice.
-- Grain:  one row per place that was asked for (its day).
-- Params: requeue_id bigint, store_code text, product_code text, first_day date, last_day date
with place as (
    select
        moved.day,
        moved.store_id,
        moved.product_id,
        moved.target_id,
        moved.org_unit_uid
    from vlmis.deliveries_elsewhere(
        coalesce(cast(:first_day as date), '-infinity'), coalesce(cast(:last_day as date), 'infinity')
    ) as moved
    union
    select
        retarget.day,
        retarget.store_id,
        retarget.product_id,
        retarget.target_id,
        retarget.org_unit_uid
    from vlmis.delivery_retarget as retarget
    inner join vlmis.delivery
        on
            retarget.day = delivery.day
            and retarget.store_id = delivery.store_id
            and retarget.product_id = delivery.product_id
    where
        coalesce(retarget.day >= cast(:first_day as date), true)
        and coalesce(retarget.day <= cast(:last_day as date), true)
        -- A record may have come back to where it was before.
        and (delivery.target_id, delivery.org_unit_uid) <> (retarget.target_id, retarget.org_unit_uid)
        and not exists (
            select from vlmis.delivery_deletion as done
            where
                done.day = retarget.day
                and done.store_id = retarget.store_id
                and done.product_id = retarget.product_id
                and done.target_id = retarget.target_id
                and done.org_unit_uid = retarget.org_unit_uid
                and done.outcome in ('deleted', 'absent')
        )
)

insert into vlmis.delivery_deletion (requeue_id, day, store_id, product_id, target_id, org_unit_uid)
select
    :requeue_id,
    place.day,
    place.store_id,
    place.product_id,
    place.target_id,
    place.org_unit_uid
from place
inner join vlmis.store on place.store_id = store.store_id
inner join vlmis.product on place.product_id = product.product_id
where
    coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
on conflict (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null do nothing
returning delivery_deletion.day;
