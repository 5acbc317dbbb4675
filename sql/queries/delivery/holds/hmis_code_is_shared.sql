-- A retired product waits while another product reports into its data element: DHIS2 has room for one.
-- Grain:  one row per product that has stock records.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    product.product_id,
    cast(null as date) as day,
    product.code || ' → ' || product.hmis_code as finding
from vlmis.product
where
    exists (
        select from vlmis.pair
        where pair.product_id = product.product_id
    )
    and product.retired_on is not null
    and exists (
        select from vlmis.product as other
        where
            other.hmis_code = product.hmis_code
            and other.product_id <> product.product_id
            and (
                other.retired_on is null
                or (other.retired_on, other.product_id) > (product.retired_on, product.product_id)
            )
    );
