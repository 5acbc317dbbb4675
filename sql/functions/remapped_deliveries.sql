-- Records that were last sent under another HMIS Code, org unit or combo than the present ones. A product without
-- code and a store without org unit have no present place: their records stay where they are.
-- Grain: one row per record.
create or replace function vlmis.remapped_deliveries(p_first_day date, p_last_day date)
returns table (
    day date, store_id integer, product_id integer, state vlmis.delivery_state,
    target_id integer, data_element_uid text, org_unit_uid text,
    new_data_element_uid text, new_org_unit_uid text
)
language sql stable
begin atomic
    select
        delivery.day,
        delivery.store_id,
        delivery.product_id,
        delivery.state,
        delivery.target_id,
        delivery_target.data_element_uid,
        delivery.org_unit_uid,
        present.data_element_uid,
        store.org_unit_uid
    from vlmis.delivery
    inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    inner join vlmis.present_target as present on delivery.product_id = present.product_id
    inner join vlmis.store on delivery.store_id = store.store_id
    where
        delivery.day between p_first_day and p_last_day
        -- Where no product and no store ever moved, as is usual, nothing is read.
        and (
            exists (
                select
                from vlmis.push_product as planned
                inner join vlmis.delivery_target as former on planned.target_id = former.target_id
                inner join vlmis.present_target as now on planned.product_id = now.product_id
                where
                    former.data_element_uid <> now.data_element_uid
                    or former.option_combo_uids <> now.option_combo_uids
            )
            or exists (
                select
                from vlmis.reported_org_unit as reported
                inner join vlmis.store as mover on reported.store_id = mover.store_id
                where reported.org_unit_uid <> mover.org_unit_uid
            )
        )
        and store.org_unit_uid is not null
        and (
            delivery.org_unit_uid <> store.org_unit_uid
            or delivery_target.data_element_uid <> present.data_element_uid
            or coalesce(delivery_target.option_combo_uids <> present.option_combo_uids, false)
        );
end;

grant execute on function vlmis.remapped_deliveries(date, date) to vlmis_pipeline;
