-- Note that records are being sent. The arrays are in step. No night is counted twice, and none by a push for a past one.
-- Params: day date, night date, request_id bigint, store_ids integer[], product_ids integer[],
--         target_ids integer[], org_unit_uids text[], counts_attempts boolean
insert into vlmis.delivery (
    day, store_id, product_id, target_id, request_id, state, is_awaiting_read_back, nights_tried, last_night,
    org_unit_uid
)
select
    :day,
    sent.store_id,
    sent.product_id,
    sent.target_id,
    :request_id,
    'pending',
    true,
    cast(cast(:counts_attempts as boolean) as integer),
    :night,
    sent.org_unit_uid
from unnest(
    cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:target_ids as integer[]),
    cast(:org_unit_uids as text[])
) as sent (store_id, product_id, target_id, org_unit_uid)
on conflict (day, store_id, product_id) do update
    set
        target_id = excluded.target_id,
        request_id = excluded.request_id,
        is_awaiting_read_back = true,
        nights_tried
        = delivery.nights_tried
        + excluded.nights_tried
        * cast(delivery.nights_tried = 0 or delivery.last_night < excluded.last_night as integer),
        last_night = greatest(delivery.last_night, excluded.last_night),
        org_unit_uid = excluded.org_unit_uid;
