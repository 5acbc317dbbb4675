-- Records of an accepted request for which the acceptance proves nothing: they are sent again. The arrays are in step.
-- Params: day date, store_ids integer[], product_ids integer[]
update vlmis.delivery
set request_id = null
from unnest(cast(:store_ids as integer[]), cast(:product_ids as integer[])) as named (store_id, product_id)
where
    delivery.day = :day
    and named.store_id = delivery.store_id
    and named.product_id = delivery.product_id
    and delivery.state <> 'posted';
