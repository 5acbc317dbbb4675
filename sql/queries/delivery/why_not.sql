-- name: count_reasons
-- Why records are not in DHIS2: every reason with its records, causes, one example, and the soonest closing.
-- Grain:  one row per state and reason.
-- Params: none
with waiting as (
    select
        missing.state,
        missing.reason_code,
        missing.fix_by,
        count(*) as records,
        min(missing.day) as oldest_day,
        count(distinct missing.reason) as causes,
        count(distinct missing.store_id) as stores,
        count(distinct missing.product_id) as products,
        min(missing.reason) as example,
        max(array_to_string(missing.contradicted_rules, ' or ')) as contradicts,
        min(missing.closes_at) as closes_at
    from vlmis.missing_records() as missing
    group by missing.state, missing.reason_code, missing.fix_by
),

-- A cause also stands when nothing waits for it at the moment.
idle as (
    select
        delivery_hold.reason_code,
        delivery_hold.fix_by,
        count(*) as causes,
        count(distinct delivery_hold.store_id) as stores,
        count(distinct delivery_hold.product_id) as products,
        min(delivery_hold.sentence) as example,
        max(array_to_string(delivery_hold.contradicted_rules, ' or ')) as contradicts
    from vlmis.delivery_hold
    where
        delivery_hold.ended_night is null
        and not exists (
            select from waiting
            where waiting.reason_code = delivery_hold.reason_code
        )
    group by delivery_hold.reason_code, delivery_hold.fix_by
)

select
    waiting.state,
    waiting.reason_code,
    waiting.fix_by,
    waiting.records,
    waiting.oldest_day,
    waiting.causes,
    waiting.stores,
    waiting.products,
    waiting.example,
    waiting.contradicts,
    waiting.closes_at
from waiting
union all
select
    'held' as state,
    idle.reason_code,
    idle.fix_by,
    0 as records,
    null as oldest_day,
    idle.causes,
    idle.stores,
    idle.products,
    idle.example,
    idle.contradicts,
    null as closes_at
from idle;
