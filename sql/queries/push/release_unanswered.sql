-- Try records again that were held because DHIS2 gave no answer for them. Null leaves a choice open.
-- Grain:  one row per record that is tried again (its day).
-- Params: store_code text, product_code text, first_day date, last_day date
update vlmis.delivery
set unanswered_nights = 0
from vlmis.store, vlmis.product
where
    delivery.store_id = store.store_id
    and delivery.product_id = product.product_id
    and delivery.unanswered_nights > 0
    and delivery.state <> 'posted'
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
    and coalesce(delivery.day >= cast(:first_day as date), true)
    and coalesce(delivery.day <= cast(:last_day as date), true)
returning delivery.day;
