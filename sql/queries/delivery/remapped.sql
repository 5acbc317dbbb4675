-- name: select_stale_values
-- Stale values that wait to be deleted in DHIS2, and those that are kept there. Those of a withdrawn record wait for
-- nothing until it is sent again.
-- Grain:  one row per product, old data element, requeue and outcome; of those that wait also per finding, of those
--         that are kept it is an example.
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
    cast(min(cast(deletion.finding as text)) as jsonb) as finding,
    delivery.state = 'posted' as is_posted
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
    (deletion.settled_at is null and delivery.state <> 'withdrawn')
    or (deletion.outcome = 'kept' and deletion.settled_at >= :kept_since)
group by
    deletion.outcome, product.code, delivery_target.data_element_uid, requeue.requeue_id, requeue.requeued_by,
    requeue.requeued_at, case when deletion.outcome is null then deletion.finding end, delivery.state
order by outcome desc, product_code asc, first_day asc;


-- name: select_remapped_records
-- Posted records whose HMIS Code, org unit or category option combos have changed since.
-- Grain:  one row per product whose code or combos changed, per store whose org unit changed (a record of which both
--         changed belongs to its product), old and new target.
-- Params: none
with remapped as (
    select
        record.day,
        record.store_id,
        record.product_id,
        record.data_element_uid,
        record.new_data_element_uid,
        record.org_unit_uid,
        record.new_org_unit_uid,
        record.data_element_uid = record.new_data_element_uid
        and record.org_unit_uid <> record.new_org_unit_uid as is_store
    from vlmis.remapped_deliveries('-infinity', 'infinity') as record
    where record.state = 'posted'
),

grouped as (
    select
        remapped.is_store,
        case when remapped.is_store then remapped.store_id else remapped.product_id end as owner_id,
        case when remapped.is_store then remapped.org_unit_uid else remapped.data_element_uid end as old_uid,
        case when remapped.is_store then remapped.new_org_unit_uid else remapped.new_data_element_uid end as new_uid,
        count(*) as records,
        count(distinct remapped.store_id) as stores,
        count(distinct remapped.product_id) as products,
        count(distinct remapped.day) as days,
        min(remapped.day) as first_day,
        max(remapped.day) as last_day
    from remapped
    group by remapped.is_store, owner_id, old_uid, new_uid
)

select
    case
        when grouped.is_store then 'org_unit'
        when grouped.old_uid = grouped.new_uid then 'categories'
        else 'hmis_code'
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
