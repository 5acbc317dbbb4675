-- name: copy_differences
copy vlmis.read_back_difference (
    run_id, day, store_id, product_id, category, frozen_value, found_value, stored_by, stored_at
) from stdin;


-- name: count_awaiting_by_org_unit
-- How many records of a day wait to be compared, by org unit, and of which stores.
-- Grain: one row per org unit. Params: day date, data_set_uid text
select
    org_unit.path,
    count(*) as records,
    array_agg(distinct delivery.store_id) as store_ids
from vlmis.delivery
inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
inner join vlmis.org_unit on delivery.org_unit_uid = org_unit.org_unit_uid
where
    delivery.day = :day
    and delivery.state in ('pending', 'refused')
    and delivery.is_awaiting_read_back
    and delivery_target.data_set_uid = :data_set_uid
group by org_unit.path
order by org_unit.path;


-- name: post_records
-- Records whose nine values were accepted and read back equal are posted. The arrays are in step.
-- Grain:  one value: how many. Params: run_id text, day date, store_ids integer[], product_ids integer[],
--         request_ids bigint[] (accepted ones)
select vlmis.post_records(
    :run_id, :day, cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:request_ids as bigint[])
);


-- name: select_awaiting
-- The records of a day and some stores that wait to be compared, with their nine data values.
-- Grain:  one row per record.
-- Params: day date, data_set_uid text, store_ids integer[], org_unit_uid text (of the stores),
--         with_children boolean (or of one above)
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
    vlmis.record_data_values(eod_row) as data_values
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
    and delivery.state in ('pending', 'refused')
    and delivery.is_awaiting_read_back
    and delivery_target.data_set_uid = :data_set_uid
    and (
        delivery.org_unit_uid = :org_unit_uid
        or (:with_children and cast(:org_unit_uid as text) = any(string_to_array(org_unit.path, '/')))
    );


-- name: select_days_awaiting
-- Days with records that were sent and not yet compared, oldest first. Grain: one row per day.
-- Params: data_set_uid text
select delivery_day.day
from vlmis.delivery_day
where
    delivery_day.settled_at is null
    and exists (
        select
        from vlmis.open_records(delivery_day.day) as record
        inner join vlmis.delivery
            on
                delivery.day = delivery_day.day
                and record.store_id = delivery.store_id
                and record.product_id = delivery.product_id
        inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
        where
            record.is_awaiting_read_back
            and delivery_target.data_set_uid = :data_set_uid
    )
order by delivery_day.day;
