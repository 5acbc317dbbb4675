-- The data values of posted records as they were frozen, at the keys under which DHIS2 should hold them.
-- Grain: one data value. Params: p_days, p_org_unit_uids. Units: the product's.
create or replace function vlmis.posted_data_values(p_days date[], p_org_unit_uids text[])
returns table (
    day date, store_id integer, product_id integer, round smallint, org_unit_uid text,
    data_element_uid text, option_combo_uid text, combo_position bigint, frozen_value bigint
)
language sql stable
begin atomic
    select
        delivery.day,
        delivery.store_id,
        delivery.product_id,
        delivery.round,
        delivery.org_unit_uid,
        delivery_target.data_element_uid,
        sent.option_combo_uid,
        sent.combo_position,
        sent.frozen_value
    from unnest(p_days) as asked (day)
    cross join vlmis.reported_org_unit as reported
    inner join vlmis.delivery
        on
            asked.day = delivery.day
            and reported.store_id = delivery.store_id
            and reported.org_unit_uid = delivery.org_unit_uid
    inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    inner join vlmis.eod_row
        on
            delivery.day = eod_row.day
            and delivery.store_id = eod_row.store_id
            and delivery.product_id = eod_row.product_id
    cross join lateral unnest(delivery_target.option_combo_uids, vlmis.record_data_values(eod_row))
        with ordinality as sent (option_combo_uid, frozen_value, combo_position)
    where
        reported.org_unit_uid = any(p_org_unit_uids)
        and delivery.state = 'posted'
        -- Without this, every day would be read.
        and eod_row.day = any(p_days);
end;

grant execute on function vlmis.posted_data_values(date[], text[]) to vlmis_pipeline;
