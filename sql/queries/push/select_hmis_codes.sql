-- Every HMIS Code in use. Grain: one row per code. Params: none
select distinct product.hmis_code
from vlmis.product
where product.hmis_code is not null
order by product.hmis_code;
