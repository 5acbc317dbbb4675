-- name: list_stale_values
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


-- name: list_remapped
-- Posted records that DHIS2 holds under an HMIS Code or org unit that is no longer theirs.
-- Grain:  one row per product whose code changed, per store whose org unit changed (records of which both changed
--         are their product's), old and new place. "Categories": the combos of the data element were made anew.
-- Params: none
with moved as (
    select
        elsewhere.day,
        elsewhere.store_id,
        elsewhere.product_id,
        elsewhere.data_element_uid,
        elsewhere.new_data_element_uid,
        elsewhere.org_unit_uid,
        elsewhere.new_org_unit_uid,
        elsewhere.data_element_uid = elsewhere.new_data_element_uid
        and elsewhere.org_unit_uid <> elsewhere.new_org_unit_uid as is_store
    from vlmis.remapped_deliveries('-infinity', 'infinity') as elsewhere
    where elsewhere.state = 'posted'
),

grouped as (
    select
        moved.is_store,
        case when moved.is_store then moved.store_id else moved.product_id end as owner_id,
        case when moved.is_store then moved.org_unit_uid else moved.data_element_uid end as old_uid,
        case when moved.is_store then moved.new_org_unit_uid else moved.new_data_element_uid end as new_uid,
        count(*) as records,
        count(distinct moved.store_id) as stores,
        count(distinct moved.product_id) as products,
        count(distinct moved.day) as days,
        min(moved.day) as first_day,
        max(moved.day) as last_day
    from moved
    group by moved.is_store, owner_id, old_uid, new_uid
)

select
    case
        when grouped.is_store then 'org unit'
        when grouped.old_uid = grouped.new_uid then 'categories'
        else 'HMIS Code'
    end as what_changed,
    coalesce(store.code, product.code) as code,
    coalesce(store.name, product.name) as name,
    grouped.old_uid,
    grouped.new_uid,
    grouped.records,
    grouped.stores,
    grouped.products,
    grouped.days,
    grouped.first_day,
    grouped.last_day
from grouped
left join vlmis.store on grouped.is_store and grouped.owner_id = store.store_id
left join vlmis.product on not grouped.is_store and grouped.owner_id = product.product_id
order by what_changed, code, grouped.first_day;
