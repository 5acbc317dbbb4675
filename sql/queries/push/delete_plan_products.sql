-- Forget where products were to go in a run. Params: run_id text
delete from vlmis.push_product
where push_product.run_id = :run_id;
