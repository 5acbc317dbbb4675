-- name: select_issues
-- Why records are not in DHIS2: every reason with its records, its issues, one example, and the soonest closing.
-- Why:   a hold is listed also while no record waits because of it.
-- Grain:  one row per state and reason; the reason is empty where records wait for nothing but the next push.
-- Params: store_ids integer[] or null (all), product_code text or null
with missing as (
    select
        record.state,
        record.reason_code,
        record.fix_by,
        record.day,
        record.store_id,
        record.product_id,
        record.reason,
        record.contradicted_rules,
        record.closes_at
    from vlmis.missing_records() as record
    inner join vlmis.product on record.product_id = product.product_id
    where
        (cast(:store_ids as integer[]) is null or record.store_id = any(cast(:store_ids as integer[])))
        and (cast(:product_code as text) is null or product.code = :product_code)
),

waiting as (
    select
        missing.state,
        missing.reason_code,
        missing.fix_by,
        count(*) as records,
        min(missing.day) as oldest_day,
        count(distinct missing.reason) as issues,
        count(distinct missing.store_id) as stores,
        count(distinct missing.product_id) as products,
        min(missing.reason) as example,
        max(array_to_string(missing.contradicted_rules, ', ')) as contradicted_rules,
        min(missing.closes_at) as closes_at
    from missing
    group by missing.state, missing.reason_code, missing.fix_by
),

hold as (
    select
        'held' as state,
        delivery_hold.reason_code,
        delivery_hold.fix_by,
        count(*) as issues,
        count(distinct delivery_hold.store_id) as stores,
        count(distinct delivery_hold.product_id) as products,
        min(delivery_hold.first_night) as first_night,
        min(delivery_hold.sentence) as example,
        max(array_to_string(delivery_hold.contradicted_rules, ', ')) as contradicted_rules
    from vlmis.delivery_hold
    left join vlmis.product on delivery_hold.product_id = product.product_id
    where
        delivery_hold.ended_night is null
        and (
            cast(:store_ids as integer[]) is null
            or delivery_hold.store_id is null
            or delivery_hold.store_id = any(cast(:store_ids as integer[]))
        )
        and (cast(:product_code as text) is null or product.code is null or product.code = :product_code)
    group by delivery_hold.reason_code, delivery_hold.fix_by
)

select
    coalesce(waiting.state, hold.state) as state,
    coalesce(waiting.reason_code, hold.reason_code, '') as reason_code,
    coalesce(waiting.fix_by, hold.fix_by, '') as fix_by,
    coalesce(waiting.records, 0) as records,
    waiting.oldest_day,
    coalesce(hold.issues, waiting.issues) as issues,
    hold.first_night,
    coalesce(waiting.stores, hold.stores) as stores,
    coalesce(waiting.products, hold.products) as products,
    coalesce(waiting.example, hold.example, '') as example,
    coalesce(waiting.contradicted_rules, hold.contradicted_rules, '') as contradicted_rules,
    waiting.closes_at
from waiting
full join hold on waiting.state = hold.state and waiting.reason_code = hold.reason_code;


-- name: select_holds
-- The holds that have not ended: why a store, a product, a day or everything is not sent.
-- Grain:  one row per hold, by reason, then the oldest first.
-- Params: reason_code text or null, store_ids integer[] or null (all), product_code text or null (holds that affect
--         them), line_count integer or null (all), skipped bigint
select
    delivery_hold.reason_code,
    delivery_hold.sentence,
    delivery_hold.fix_by,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    delivery_hold.day,
    delivery_hold.first_night,
    delivery_hold.last_night,
    delivery_hold.is_from_answer
from vlmis.delivery_hold
left join vlmis.store on delivery_hold.store_id = store.store_id
left join vlmis.product on delivery_hold.product_id = product.product_id
where
    delivery_hold.ended_night is null
    and (cast(:reason_code as text) is null or delivery_hold.reason_code = :reason_code)
    and (
        cast(:store_ids as integer[]) is null
        or delivery_hold.store_id is null
        or delivery_hold.store_id = any(cast(:store_ids as integer[]))
    )
    and (cast(:product_code as text) is null or product.code is null or product.code = :product_code)
order by delivery_hold.reason_code, delivery_hold.first_night, delivery_hold.hold_id
limit :line_count offset :skipped;
