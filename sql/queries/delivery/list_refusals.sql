-- name: count_refusals
-- Records that DHIS2 refused and that are not posted: how many by state.
-- Grain:  one row per state.
-- Params: product_code text or null, store_ids integer[] or null (all)
select
    cast(delivery.state as text) as state,
    count(*) as records
from vlmis.delivery
inner join vlmis.store on delivery.store_id = store.store_id
inner join vlmis.product on delivery.product_id = product.product_id
where
    delivery.state in ('refused', 'exhausted')
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (
        cast(:store_ids as integer[]) is null
        or delivery.store_id = any(cast(:store_ids as integer[]))
    )
group by delivery.state
order by state;


-- name: select_refusals
-- Records that DHIS2 refused and that are not posted, with what it answered last.
-- Grain:  one row per record; exhausted ones first, then the newest day first.
-- Params: state text or null, product_code text or null,
--         store_ids integer[] or null (all), line_count integer or null (all), skipped bigint
select
    delivery.day,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    cast(delivery.state as text) as state,
    delivery.attempts,
    delivery.nights_tried,
    delivery.round,
    delivery.last_night,
    attempt.code,
    attempt.answer,
    attempt.categories,
    attempt.request_id
from vlmis.delivery
inner join vlmis.store on delivery.store_id = store.store_id
inner join vlmis.product on delivery.product_id = product.product_id
left join vlmis.delivery_attempt as attempt
    on
        delivery.day = attempt.day
        and delivery.store_id = attempt.store_id
        and delivery.product_id = attempt.product_id
        and delivery.round = attempt.round
        and delivery.attempts = attempt.attempt
where
    delivery.state in ('refused', 'exhausted')
    and (cast(:state as text) is null or delivery.state = cast(cast(:state as text) as vlmis.delivery_state))
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (
        cast(:store_ids as integer[]) is null
        or delivery.store_id = any(cast(:store_ids as integer[]))
    )
order by delivery.state desc, delivery.day desc, store.code collate "C", product.code collate "C"
limit :line_count offset :skipped;
