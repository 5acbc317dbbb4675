-- The causes that stand, with the days for which each has stood. Grain: one row per cause. Params: none
select
    delivery_hold.reason_code,
    delivery_hold.sentence,
    delivery_hold.mender,
    delivery_hold.store_id,
    delivery_hold.product_id,
    delivery_hold.day,
    delivery_hold.first_night,
    delivery_hold.is_from_answer
from vlmis.delivery_hold
where delivery_hold.ended_night is null
order by delivery_hold.reason_code, delivery_hold.sentence;
