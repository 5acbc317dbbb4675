-- The figures of another record, posted before its HMIS Code or org unit changed, must not be overwritten.
-- Grain:  one row per record that would do so.
-- Params: push_from date
select
    record.store_id,
    record.product_id,
    waiting.day,
    min(
        product.code || ' of ' || store.code || ' on ' || waiting.day || ' would overwrite '
        || other_product.code || ' of ' || other_store.code
    ) as finding
from vlmis.days_to_deliver(:push_from) as waiting
cross join lateral vlmis.open_records(waiting.day) as record
inner join vlmis.product on record.product_id = product.product_id
inner join vlmis.store on record.store_id = store.store_id
-- Every store that was ever to report as the same org unit, itself included.
inner join vlmis.reported_org_unit as place on store.org_unit_uid = place.org_unit_uid
inner join vlmis.delivery as other
    on
        waiting.day = other.day
        and place.store_id = other.store_id
        and store.org_unit_uid = other.org_unit_uid
        and other.state = 'posted'
inner join vlmis.delivery_target
    on other.target_id = delivery_target.target_id and product.hmis_code = delivery_target.data_element_uid
inner join vlmis.store as other_store on other.store_id = other_store.store_id
inner join vlmis.product as other_product on other.product_id = other_product.product_id
where (other.store_id, other.product_id) <> (record.store_id, record.product_id)
group by record.store_id, record.product_id, waiting.day;
