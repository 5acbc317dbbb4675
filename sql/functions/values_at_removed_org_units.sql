-- The data values that were posted for org units which DHIS2 no longer has.
-- Why:   where a merge moved them, they are found again by day, data element, combo and value.
-- Grain: one data value. Params: p_first_day, p_last_day. Units: the product's.
create or replace function vlmis.values_at_removed_org_units(p_first_day date, p_last_day date)
returns table (
    day date, store_id integer, product_id integer, org_unit_uid text, removed_at timestamptz,
    data_element_uid text, option_combo_uid text, combo_position bigint, frozen_value bigint
)
language sql stable
begin atomic
    select
        delivery.day,
        delivery.store_id,
        delivery.product_id,
        delivery.org_unit_uid,
        removed.removed_at,
        delivery_target.data_element_uid,
        sent.option_combo_uid,
        sent.combo_position,
        sent.frozen_value
    from vlmis.org_unit as removed
    inner join vlmis.reported_org_unit as reported on removed.org_unit_uid = reported.org_unit_uid
    cross join vlmis.delivery_day
    inner join vlmis.delivery
        on
            delivery_day.day = delivery.day
            and reported.store_id = delivery.store_id
            and removed.org_unit_uid = delivery.org_unit_uid
    inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    inner join vlmis.eod_row
        on
            delivery.day = eod_row.day
            and delivery.store_id = eod_row.store_id
            and delivery.product_id = eod_row.product_id
    cross join lateral unnest(delivery_target.option_combo_uids, vlmis.record_data_values(eod_row))
        with ordinality as sent (option_combo_uid, frozen_value, combo_position)
    where
        removed.removed_at is not null
        and delivery_day.day between p_first_day and p_last_day
        and eod_row.day between p_first_day and p_last_day
        and delivery.posted_night is not null;
end;

grant execute on function vlmis.values_at_removed_org_units(date, date) to vlmis_pipeline;
