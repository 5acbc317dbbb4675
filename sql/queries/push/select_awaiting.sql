-- The records of a day and some stores that wait to be compared, with their nine figures.
-- Grain:  one row per record.
-- Params: day date, data_set_uid text, store_ids integer[], org_unit_uid text (theirs),
--         with_children boolean (or one above theirs)
-- Units:  the product's
select
    delivery.store_id,
    delivery.product_id,
    delivery.target_id,
    delivery.org_unit_uid,
    delivery.request_id,
    coalesce(push_request.outcome = 'accepted', false) as is_accepted,
    delivery_target.data_element_uid,
    delivery_target.option_combo_uids,
    vlmis.record_figures(eod_row) as figures
from vlmis.delivery
inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
inner join vlmis.org_unit on delivery.org_unit_uid = org_unit.org_unit_uid
inner join vlmis.eod_row
    on
        eod_row.day = :day
        and delivery.store_id = eod_row.store_id
        and delivery.product_id = eod_row.product_id
left join vlmis.push_request on delivery.request_id = push_request.request_id
where
    delivery.day = :day
    and delivery.store_id = any(cast(:store_ids as integer[]))
    and delivery.state <> 'posted'
    and delivery.is_awaiting_read_back
    and delivery_target.data_set_uid = :data_set_uid
    and (
        delivery.org_unit_uid = :org_unit_uid
        or (:with_children and cast(:org_unit_uid as text) = any(string_to_array(org_unit.path, '/')))
    );
