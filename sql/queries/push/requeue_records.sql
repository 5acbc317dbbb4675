-- Begin a new round for posted or exhausted records. Null leaves a choice open.
-- Grain:  one row per record that began one (its day).
-- Params: states text[], store_code text, product_code text, first_day date, last_day date
update vlmis.delivery
set
    state = 'pending',
    round = delivery.round + 1,
    attempts = 0,
    unanswered_nights = 0,
    is_awaiting_read_back = false
from vlmis.store, vlmis.product
where
    delivery.store_id = store.store_id
    and delivery.product_id = product.product_id
    and delivery.state in ('posted', 'exhausted')
    and delivery.state = any(cast(cast(:states as text[]) as vlmis.delivery_state[]))
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
    and coalesce(delivery.day >= cast(:first_day as date), true)
    and coalesce(delivery.day <= cast(:last_day as date), true)
returning delivery.day;
