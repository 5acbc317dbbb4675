-- Where a record was sent to; before that, where it would go by what DHIS2 last offered.
-- Grain:  one row; nulls where nothing is known.
-- Params: day date, store_id integer, product_id integer
with snapshot as (
    select
        dhis2_snapshot.snapshot_id,
        dhis2_snapshot.base_url,
        dhis2_snapshot.data_set_uid,
        dhis2_snapshot.data_set_name
    from vlmis.dhis2_snapshot
    order by dhis2_snapshot.snapshot_id desc
    limit 1
),

target as (
    select
        delivery_target.target_id is not null as is_sent,
        coalesce(delivery_target.data_set_uid, snapshot.data_set_uid) as data_set_uid,
        coalesce(delivery_target.data_element_uid, product.hmis_code) as data_element_uid,
        coalesce(delivery_target.option_combo_uids, element.option_combo_uids) as option_combo_uids,
        case
            when delivery_target.target_id is null then store.org_unit_uid
            else delivery.org_unit_uid
        end as org_unit_uid
    from vlmis.store
    cross join vlmis.product
    left join snapshot on true
    left join vlmis.dhis2_data_element as element
        on snapshot.snapshot_id = element.snapshot_id and product.hmis_code = element.data_element_uid
    left join vlmis.delivery
        on
            delivery.day = :day
            and store.store_id = delivery.store_id
            and product.product_id = delivery.product_id
    left join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    where store.store_id = :store_id and product.product_id = :product_id
)

select
    target.is_sent,
    snapshot.base_url,
    target.data_set_uid,
    snapshot.data_set_name,
    target.data_element_uid,
    element.name as data_element_name,
    target.option_combo_uids,
    target.org_unit_uid,
    org_unit.name as org_unit_name
from target
left join snapshot on target.data_set_uid = snapshot.data_set_uid
left join vlmis.dhis2_data_element as element
    on snapshot.snapshot_id = element.snapshot_id and target.data_element_uid = element.data_element_uid
left join vlmis.org_unit on target.org_unit_uid = org_unit.org_unit_uid;
