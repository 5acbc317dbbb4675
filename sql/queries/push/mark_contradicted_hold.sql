-- Note with a hold that DHIS2's answer caused which rules of preflight had found nothing wrong.
-- Params: reason_code text, store_id integer, product_id integer, day date (null: all), rules text[]
update vlmis.delivery_hold
set contradicted_rules = cast(:rules as text[])
where
    delivery_hold.ended_night is null
    and delivery_hold.reason_code = :reason_code
    and delivery_hold.store_id is not distinct from cast(:store_id as integer)
    and delivery_hold.product_id is not distinct from cast(:product_id as integer)
    and delivery_hold.day is not distinct from cast(:day as date);
