-- name: select_record_page
-- A part of the records and what became of them, as analysts see it.
-- Grain:  one row per stock day, store and product.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         state text or null, after_day date, after_store_code text, after_product_code text, line_count integer
select
    delivery.day,
    delivery.store_code,
    delivery.product_code,
    delivery.state,
    delivery.attempts,
    delivery.nights_tried,
    delivery.round,
    delivery.reason_code,
    vlmis.reason_message(delivery.reason_code, delivery.reason_values, delivery.answer) as reason,
    delivery.last_night,
    delivery.posted_night,
    delivery.request_id,
    delivery.is_remapped
from analyst.dhis2_delivery as delivery
inner join vlmis.store on delivery.store_code = store.code
where
    delivery.day between greatest(:first_day, :after_day) and :last_day
    and (delivery.day, delivery.store_code collate "C", delivery.product_code collate "C")
    > (:after_day, :after_store_code, :after_product_code)
    and (cast(:store_ids as integer[]) is null or store.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or delivery.product_code = :product_code)
    and (cast(:state as text) is null or delivery.state = :state)
order by delivery.day, delivery.store_code collate "C", delivery.product_code collate "C"
limit :line_count;
