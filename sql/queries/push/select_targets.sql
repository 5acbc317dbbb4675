-- The targets of a run. Grain: one row per target. Params: run_id text
select distinct
    delivery_target.target_id,
    delivery_target.data_element_uid,
    delivery_target.option_combo_uids
from vlmis.push_product
inner join vlmis.delivery_target on push_product.target_id = delivery_target.target_id
where push_product.run_id = :run_id;
