-- name: insert_products
-- Create products.
-- Grain:  one new product per element.
-- Params: codes, names, units, hmis_codes text[], of equal length
insert into vlmis.product (code, name, unit, hmis_code)
select
    made.code,
    made.name,
    made.unit,
    made.hmis_code
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:units as text[]), cast(:hmis_codes as text[])
) as made (code, name, unit, hmis_code)
order by made.code collate "C";


-- name: release_hmis_codes
-- Clear the HMIS Codes of products that are about to get others, so that two products can swap them.
-- Params: codes text[]
update vlmis.product
set hmis_code = null
where product.code = any(:codes);


-- name: update_products
-- Give products their new name, unit and HMIS Code.
-- Grain:  one changed product per element.
-- Params: codes, names, units, hmis_codes text[], of equal length
update vlmis.product
set
    name = wanted.name,
    unit = wanted.unit,
    hmis_code = wanted.hmis_code
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:units as text[]), cast(:hmis_codes as text[])
) as wanted (code, name, unit, hmis_code)
where product.code = wanted.code;


-- name: update_doses_per_vial
-- Give a product another number of doses in a vial. Params: code text, doses_per_vial integer or null
update vlmis.product
set doses_per_vial = :doses_per_vial
where product.code = :code;
