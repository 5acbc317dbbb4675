-- Take the HMIS Codes from products that are about to get others, so that two may change places.
-- Params: codes text[]
update vlmis.product
set hmis_code = null
where product.code = any(:codes);
