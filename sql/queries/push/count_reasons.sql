-- Why records are not in DHIS2: every reason with its records, causes and one example.
-- Grain:  one row per state and reason.
-- Params: none
with waiting as (
    select
        delivery.state,
        delivery.reason_code,
        delivery.mender,
        count(*) as records,
        min(delivery.day) as oldest_day,
        count(distinct delivery.reason) as causes,
        min(delivery.reason) as example
    from analyst.dhis2_delivery as delivery
    where delivery.state <> 'posted'
    group by delivery.state, delivery.reason_code, delivery.mender
),

-- A cause also stands when nothing waits for it at the moment.
idle as (
    select
        delivery_hold.reason_code,
        delivery_hold.mender,
        count(*) as causes,
        min(delivery_hold.sentence) as example
    from vlmis.delivery_hold
    where
        delivery_hold.ended_night is null
        and not exists (
            select from waiting
            where waiting.reason_code = delivery_hold.reason_code
        )
    group by delivery_hold.reason_code, delivery_hold.mender
)

select
    waiting.state,
    waiting.reason_code,
    waiting.mender,
    waiting.records,
    waiting.oldest_day,
    waiting.causes,
    waiting.example
from waiting
union all
select
    'held' as state,
    idle.reason_code,
    idle.mender,
    0 as records,
    null as oldest_day,
    idle.causes,
    idle.example
from idle;
