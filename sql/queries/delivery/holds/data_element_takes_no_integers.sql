-- The data element must take signed whole numbers.
-- Grain:  one row per product that has stock records.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    product.product_id,
    cast(null as date) as day,
    product.code || ' → ' || dhis2_data_element.name || ' of type ' || dhis2_data_element.value_type as finding
from vlmis.product
inner join vlmis.dhis2_data_element
    on
        product.hmis_code = dhis2_data_element.data_element_uid
        and dhis2_data_element.snapshot_id = :snapshot_id
where
    exists (
        select from vlmis.pair
        where pair.product_id = product.product_id
    )
    and (dhis2_data_element.value_type not in ('INTEGER', 'NUMBER') or not dhis2_data_element.is_aggregate);
