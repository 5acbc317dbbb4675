-- Every store and product by code and name, to find what somebody may have meant.
-- Grain: one row per store or product. Params: none
select
    'store' as what,
    store.code,
    store.name
from vlmis.store
union all
select
    'product' as what,
    product.code,
    product.name
from vlmis.product
order by what, code;
