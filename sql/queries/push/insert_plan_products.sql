-- Note where each product goes in a run, and as which org units stores report. Params: run_id text, snapshot_id bigint
with reporting as (
    insert into vlmis.reported_org_unit (org_unit_uid, store_id)
    select
        store.org_unit_uid,
        store.store_id
    from vlmis.store
    where
        store.org_unit_uid is not null
        and not exists (
            select from vlmis.reported_org_unit as known
            where known.org_unit_uid = store.org_unit_uid and known.store_id = store.store_id
        )
    on conflict (org_unit_uid, store_id) do nothing
)

insert into vlmis.push_product (run_id, product_id, target_id)
select
    :run_id,
    product.product_id,
    delivery_target.target_id
from vlmis.product
inner join vlmis.dhis2_data_element
    on
        product.hmis_code = dhis2_data_element.data_element_uid
        and dhis2_data_element.snapshot_id = :snapshot_id
inner join vlmis.dhis2_snapshot on dhis2_data_element.snapshot_id = dhis2_snapshot.snapshot_id
inner join vlmis.delivery_target
    on
        dhis2_snapshot.data_set_uid = delivery_target.data_set_uid
        and dhis2_data_element.data_element_uid = delivery_target.data_element_uid
        and dhis2_data_element.option_combo_uids = delivery_target.option_combo_uids;
