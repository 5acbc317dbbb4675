-- Stores without org unit, and products without HMIS Code, of those in use: their figures never reach DHIS2.
-- Grain: one row. Params: none.
select
    (
        select count(*) from vlmis.store
        where store.closed_on is null and store.org_unit_uid is null
    ) as unattached_stores,
    (
        select count(*) from vlmis.product
        where product.retired_on is null and product.hmis_code is null
    ) as uncoded_products;
