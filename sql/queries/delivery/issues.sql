-- name: select_issues
-- Why records are not in DHIS2: every reason with its records, its issues, one example, and the soonest closing.
-- Why:   a hold is listed also while no record waits because of it, but not that of a closed store.
--        What is exhausted waits for a person, whatever hold affects it.
-- Grain:  one row per state and reason; the reason is empty where records wait for nothing but the next push.
-- Params: store_ids integer[] or null (all), product_code text or null
with start as materialized (
    select
        delivery_start.push_from,
        delivery_start.snapshot_id
    from vlmis.delivery_start
),

missing as (
    select
        to_deliver.day,
        record.store_id,
        record.product_id,
        case when record.is_held then 'held' else coalesce(cast(record.state as text), 'pending') end as state,
        record.hold_id,
        record.round,
        record.attempts
    from start
    cross join lateral vlmis.days_to_deliver(start.push_from) as to_deliver
    cross join lateral vlmis.open_records(to_deliver.day) as record
    where record.state is not null or to_deliver.day >= start.push_from
    union all
    select
        delivery.day,
        delivery.store_id,
        delivery.product_id,
        'exhausted' as state,
        null as hold_id,
        delivery.round,
        delivery.attempts
    from vlmis.delivery
    -- By the attempts it is found in an index.
    where delivery.attempts = 5 and delivery.state = 'exhausted'
),

waiting as (
    select
        missing.state,
        coalesce(hold.reason_code, attempt.code) as reason_code,
        count(*) as records,
        min(missing.day) as oldest_day,
        count(distinct coalesce(cast(missing.hold_id as text), attempt.answer)) as issues,
        count(distinct missing.store_id) as stores,
        count(distinct missing.product_id) as products,
        min(missing.hold_id) as hold_id,
        min(attempt.answer) as answer,
        max(array_to_string(coalesce(hold.contradicted_rules, attempt.contradicted_rules), ', '))
            as contradicted_rules,
        min(closing.closes_at) filter (where reopened.store_id is null) as closes_at
    from missing
    cross join start
    inner join vlmis.product on missing.product_id = product.product_id
    left join vlmis.delivery_hold as hold on missing.hold_id = hold.hold_id
    left join vlmis.delivery_attempt as attempt
        on
            missing.day = attempt.day
            and missing.store_id = attempt.store_id
            and missing.product_id = attempt.product_id
            and missing.round = attempt.round
            and missing.attempts = attempt.attempt
            and missing.state in ('refused', 'exhausted')
    left join vlmis.days_until_closing(start.push_from, start.snapshot_id) as closing on missing.day = closing.day
    left join vlmis.reopened_store_day as reopened
        on
            start.snapshot_id = reopened.snapshot_id
            and missing.day = reopened.day
            and missing.store_id = reopened.store_id
    where
        (cast(:store_ids as integer[]) is null or missing.store_id = any(cast(:store_ids as integer[])))
        and (cast(:product_code as text) is null or product.code = :product_code)
    group by missing.state, coalesce(hold.reason_code, attempt.code)
),

held as (
    select
        'held' as state,
        hold.reason_code,
        count(*) as issues,
        count(distinct hold.store_id) as stores,
        count(distinct hold.product_id) as products,
        min(hold.first_night) as first_night,
        min(hold.hold_id) as hold_id,
        max(array_to_string(hold.contradicted_rules, ', ')) as contradicted_rules,
        bool_or(store.closed_on is null) as affects_what_comes
    from vlmis.delivery_hold as hold
    left join vlmis.store on hold.store_id = store.store_id
    left join vlmis.product on hold.product_id = product.product_id
    where
        hold.ended_night is null
        and (
            cast(:store_ids as integer[]) is null
            or hold.store_id is null
            or hold.store_id = any(cast(:store_ids as integer[]))
        )
        and (cast(:product_code as text) is null or product.code is null or product.code = :product_code)
    group by hold.reason_code
)

select
    coalesce(waiting.state, held.state) as state,
    coalesce(waiting.reason_code, held.reason_code, '') as reason_code,
    coalesce(waiting.records, 0) as records,
    waiting.oldest_day,
    coalesce(held.issues, waiting.issues) as issues,
    held.first_night,
    coalesce(waiting.stores, held.stores) as stores,
    coalesce(waiting.products, held.products) as products,
    vlmis.reason_message(
        coalesce(waiting.reason_code, held.reason_code), example.values, waiting.answer
    ) as example,
    coalesce(waiting.contradicted_rules, held.contradicted_rules, '') as contradicted_rules,
    waiting.closes_at
from waiting
full join held on waiting.state = held.state and waiting.reason_code = held.reason_code
left join vlmis.delivery_hold as example on coalesce(waiting.hold_id, held.hold_id) = example.hold_id
where waiting.state is not null or held.affects_what_comes;


-- name: select_holds
-- The holds in force: why a store, a product, a day or everything is not sent.
-- Grain:  one row per hold, by reason, then the oldest first.
-- Params: reason_code text or null, store_ids integer[] or null (all), product_code text or null (holds that affect
--         them), line_count integer or null (all), skipped bigint
select
    jsonb_build_object('code', hold.reason_code, 'values', hold.values) as message,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    hold.day,
    hold.first_night,
    hold.last_night,
    hold.is_from_answer
from vlmis.delivery_hold as hold
left join vlmis.store on hold.store_id = store.store_id
left join vlmis.product on hold.product_id = product.product_id
where
    hold.ended_night is null
    and (cast(:reason_code as text) is null or hold.reason_code = :reason_code)
    and (
        cast(:store_ids as integer[]) is null
        or hold.store_id is null
        or hold.store_id = any(cast(:store_ids as integer[]))
    )
    and (cast(:product_code as text) is null or product.code is null or product.code = :product_code)
order by hold.reason_code, hold.first_night, hold.hold_id
limit :line_count offset :skipped;
