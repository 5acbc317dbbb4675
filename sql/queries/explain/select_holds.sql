-- Every cause that holds a record, or held it since its day was over; the standing ones first.
-- Grain:  one row per cause; nights on which it came back are one.
-- Params: day date, store_id integer, product_id integer
select
    delivery_hold.reason_code,
    delivery_hold.sentence,
    delivery_hold.mender,
    bool_or(delivery_hold.ended_night is null) as is_standing,
    bool_or(delivery_hold.is_from_answer) as is_from_answer,
    min(delivery_hold.first_night) as first_night,
    max(delivery_hold.last_night) as last_night
from vlmis.delivery_hold
where
    coalesce(delivery_hold.store_id = :store_id, true)
    and coalesce(delivery_hold.product_id = :product_id, true)
    and coalesce(delivery_hold.day = :day, true)
    and coalesce(delivery_hold.ended_night > :day, true)
group by delivery_hold.reason_code, delivery_hold.sentence, delivery_hold.mender
order by is_standing desc, first_night asc, delivery_hold.reason_code asc;
