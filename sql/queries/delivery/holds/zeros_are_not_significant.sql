-- DHIS2 2.42 and before silently drops zeros of a data element that does not say that they matter.
-- Grain:  one row per product that has stock records.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    product.product_id,
    cast(null as date) as day,
    product.code || ' → ' || dhis2_data_element.name as finding
from vlmis.product
inner join vlmis.dhis2_data_element
    on
        product.hmis_code = dhis2_data_element.data_element_uid
        and dhis2_data_element.snapshot_id = :snapshot_id
inner join vlmis.dhis2_snapshot on dhis2_data_element.snapshot_id = dhis2_snapshot.snapshot_id
where
    exists (
        select from vlmis.pair
        where pair.product_id = product.product_id
    )
    and not dhis2_data_element.is_zero_significant
    and not dhis2_snapshot.has_new_importer;
