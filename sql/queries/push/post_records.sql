-- Records whose nine values were accepted and read back equal are posted. The arrays are in step.
-- Params: day date, night date, store_ids integer[], product_ids integer[], request_ids bigint[] (accepted ones)
update vlmis.delivery
set
    state = 'posted',
    is_awaiting_read_back = false,
    posted_night = :night,
    unanswered_nights = 0
from unnest(
    cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:request_ids as bigint[])
) as equal (store_id, product_id, request_id)
where
    delivery.day = :day
    -- Without this, every part of a day would read the whole day.
    and delivery.store_id = any(cast(:store_ids as integer[]))
    and equal.store_id = delivery.store_id
    and equal.product_id = delivery.product_id
    and equal.request_id = delivery.request_id
    and delivery.state in ('pending', 'refused')
    and delivery.is_awaiting_read_back;
