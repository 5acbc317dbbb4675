-- Where products report now.
-- Grain: one row per product with an HMIS Code.
create or replace view vlmis.present_target as
select distinct on (product.product_id)
    product.product_id,
    product.hmis_code as data_element_uid,
    planned.option_combo_uids
from vlmis.product
left join (
    select
        push_product.product_id,
        push_run.planned_at,
        delivery_target.data_element_uid,
        delivery_target.option_combo_uids
    from vlmis.push_product
    inner join vlmis.push_run on push_product.run_id = push_run.run_id
    inner join vlmis.delivery_target on push_product.target_id = delivery_target.target_id
) as planned
    on product.product_id = planned.product_id and product.hmis_code = planned.data_element_uid
where product.hmis_code is not null
order by product.product_id asc, planned.planned_at desc nulls last;

comment on view vlmis.present_target is 'Where products report now. Grain: one product with an HMIS Code.';
comment on column vlmis.present_target.product_id is 'The product.';
comment on column vlmis.present_target.data_element_uid is 'Its HMIS Code.';
comment on column vlmis.present_target.option_combo_uids is 'Category option combos of its newest plan under this code; null: never planned.';

grant select on vlmis.present_target to vlmis_pipeline;
