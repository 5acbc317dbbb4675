-- Records of a request that need no read-back: refused or held. The arrays are in step.
-- Params: day date, store_ids integer[], product_ids integer[]
update vlmis.delivery
set is_awaiting_read_back = false
from unnest(cast(:store_ids as integer[]), cast(:product_ids as integer[])) as named (store_id, product_id)
where
    delivery.day = :day
    and named.store_id = delivery.store_id
    and named.product_id = delivery.product_id
    and delivery.is_awaiting_read_back;
