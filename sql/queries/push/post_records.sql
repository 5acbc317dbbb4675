-- Records whose nine values were accepted and read back equal are posted. The arrays are in step.
-- Params: day date, night date, store_ids integer[], product_ids integer[]
update vlmis.delivery
set
    state = 'posted',
    is_awaiting_read_back = false,
    posted_night = :night,
    unanswered_nights = 0
from unnest(cast(:store_ids as integer[]), cast(:product_ids as integer[])) as equal (store_id, product_id),
    vlmis.push_request
where
    delivery.day = :day
    and equal.store_id = delivery.store_id
    and equal.product_id = delivery.product_id
    and delivery.state in ('pending', 'refused')
    and delivery.is_awaiting_read_back
    and delivery.request_id = push_request.request_id
    and push_request.outcome = 'accepted';
