-- A record that was sent alone stayed unknown: count the night once.
-- Params: day date, night date, store_id integer, product_id integer
update vlmis.delivery
set unanswered_nights = delivery.unanswered_nights + 1, unanswered_night = :night, is_awaiting_read_back = false
where
    delivery.day = :day
    and delivery.store_id = :store_id
    and delivery.product_id = :product_id
    and coalesce(delivery.unanswered_night < :night, true);
