-- The data values that were posted for org units which DHIS2 no longer has.
-- Why:   where a merge moved them, they are found again by day, data element, combo and value.
-- Grain: one data element, combo and value of the day, of the org unit that was removed last.
-- Params: p_day (null: no row). Units: the product's.
create or replace function vlmis.values_at_removed_org_units(p_day date)
returns table (
    store_id integer, product_id integer, org_unit_uid text,
    data_element_uid text, option_combo_uid text, frozen_value bigint
)
language sql stable
begin atomic
    select distinct on (delivery_target.data_element_uid, sent.option_combo_uid, sent.frozen_value)
        delivery.store_id,
        delivery.product_id,
        delivery.org_unit_uid,
        delivery_target.data_element_uid,
        sent.option_combo_uid,
        sent.frozen_value
    from vlmis.org_unit as removed
    inner join vlmis.reported_org_unit as reported on removed.org_unit_uid = reported.org_unit_uid
    inner join vlmis.delivery
        on
            delivery.day = p_day
            and reported.store_id = delivery.store_id
            and removed.org_unit_uid = delivery.org_unit_uid
    inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    inner join vlmis.eod_row
        on
            delivery.day = eod_row.day
            and delivery.store_id = eod_row.store_id
            and delivery.product_id = eod_row.product_id
    cross join lateral unnest(delivery_target.option_combo_uids, vlmis.record_data_values(eod_row))
        as sent (option_combo_uid, frozen_value)
    where
        removed.removed_at is not null
        and eod_row.day = p_day
        and delivery.posted_night is not null
    order by
        delivery_target.data_element_uid asc, sent.option_combo_uid asc, sent.frozen_value asc,
        removed.removed_at desc;
end;

grant execute on function vlmis.values_at_removed_org_units(date) to vlmis_pipeline;
