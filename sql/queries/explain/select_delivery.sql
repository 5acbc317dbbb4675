-- What became of a record at the push, with both counters.
-- Grain:  one row when it was sent or asked for.
-- Params: day date, store_id integer, product_id integer
select
    cast(delivery.state as text) as state,
    delivery.is_awaiting_read_back,
    delivery.round,
    delivery.attempts,
    delivery.nights_tried,
    delivery.unanswered_nights,
    delivery.last_night,
    delivery.refused_night,
    delivery.posted_night,
    delivery.request_id
from vlmis.delivery
where
    delivery.day = :day
    and delivery.store_id = :store_id
    and delivery.product_id = :product_id;
