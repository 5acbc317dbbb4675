-- Retire a product. Params: code text, retired_on date
update vlmis.product
set retired_on = :retired_on
where product.code = :code;
