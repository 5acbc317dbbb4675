-- Begin a new round for records that are posted under an old HMIS Code or org unit: they go to the present one.
-- Null leaves a choice open.
-- Grain:  one row per record that began one (its day).
-- Params: store_code text, product_code text, first_day date, last_day date
update vlmis.delivery
set
    state = 'pending',
    round = delivery.round + 1,
    attempts = 0,
    unanswered_nights = 0,
    is_awaiting_read_back = false
from vlmis.deliveries_elsewhere(
    coalesce(cast(:first_day as date), '-infinity'), coalesce(cast(:last_day as date), 'infinity')
) as moved
inner join vlmis.store on moved.store_id = store.store_id
inner join vlmis.product on moved.product_id = product.product_id
where
    delivery.day = moved.day
    and delivery.store_id = moved.store_id
    and delivery.product_id = moved.product_id
    and delivery.state = 'posted'
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
returning delivery.day;
