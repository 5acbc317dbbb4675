-- The newest posted closing of each org unit for a product before a day: nearly always that of the day before.
-- Grain: one org unit that anything was posted for. Units: the product's.
-- Params: p_product_id, p_data_element_uid (where the product reports), p_before
create or replace function vlmis.last_posted_closings(p_product_id integer, p_data_element_uid text, p_before date)
returns table (org_unit_uid text, day date, closing bigint)
language sql stable
begin atomic
    select distinct on (newest.org_unit_uid)
        newest.org_unit_uid,
        newest.day,
        newest.closing
    from vlmis.pair
    cross join lateral (
        select
            delivery.org_unit_uid,
            delivery.day,
            eod_row.closing
        from vlmis.stock_day
        inner join vlmis.delivery
            on
                stock_day.day = delivery.day
                and pair.store_id = delivery.store_id
                and pair.product_id = delivery.product_id
        inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
        inner join vlmis.eod_row
            on
                stock_day.day = eod_row.day
                and pair.store_id = eod_row.store_id
                and pair.product_id = eod_row.product_id
        where
            stock_day.day < p_before
            and delivery.state = 'posted'
            and delivery_target.data_element_uid = p_data_element_uid
        order by stock_day.day desc
        limit 1
    ) as newest
    where pair.product_id = p_product_id
    order by newest.org_unit_uid asc, newest.day desc;
end;

grant execute on function vlmis.last_posted_closings(integer, text, date) to vlmis_pipeline;
