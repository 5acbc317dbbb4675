-- Every field of the counts that cannot be taken, and why. Grain: one row per bad field.
-- Params: today date, first_day date, first_open_day date
with count_of_key as (
    select
        intake_count.source_key,
        count(distinct row(
            intake_count.store_code, intake_count.product_code, intake_count.occurred_on,
            intake_count.kind, intake_count.reason
        )) as contents
    from pg_temp.intake_count
    group by intake_count.source_key
),

keys_of_pair as (
    select
        intake_count.store_code,
        intake_count.product_code,
        intake_count.occurred_on,
        count(distinct intake_count.source_key) as keys
    from pg_temp.intake_count
    group by intake_count.store_code, intake_count.product_code, intake_count.occurred_on
)

select
    intake_count.line,
    problem.field,
    coalesce(problem.value, '') as value,
    problem.reason
from pg_temp.intake_count
left join vlmis.store on intake_count.store_code = store.code
left join vlmis.product on intake_count.product_code = product.code
left join vlmis.stock_count on intake_count.source_key = stock_count.source_key
left join count_of_key on intake_count.source_key = count_of_key.source_key
left join keys_of_pair
    on
        intake_count.store_code = keys_of_pair.store_code
        and intake_count.product_code = keys_of_pair.product_code
        and intake_count.occurred_on = keys_of_pair.occurred_on
cross join lateral (
    values
    (
        'source_key', intake_count.source_key,
        case
            when coalesce(trim(intake_count.source_key), '') = '' then 'is missing'
            when intake_count.source_key like '%#%' then 'must not contain "#"'
            when stock_count.count_id is not null then 'was recorded before with other content'
            when count_of_key.contents > 1 then 'names more than one count'
        end
    ),
    (
        'store_code', intake_count.store_code,
        case
            when store.store_id is null then 'no such store'
            when store.closed_on <= greatest(intake_count.occurred_on, :first_open_day)
                then 'the store is closed'
        end
    ),
    (
        'product_code', intake_count.product_code,
        case
            when product.product_id is null then 'no such product'
            when product.retired_on <= greatest(intake_count.occurred_on, :first_open_day)
                then 'the product is retired'
            when keys_of_pair.keys > 1 then 'is counted twice for the same store and day'
        end
    ),
    (
        'quantity', cast(intake_count.quantity as text),
        case
            when intake_count.quantity not between 0 and 999999999
                then 'must be 0 or more, of at most nine digits'
        end
    ),
    (
        'occurred_on', cast(intake_count.occurred_on as text),
        case
            when intake_count.occurred_on > :today then 'lies in the future'
            when intake_count.occurred_on < :first_day then 'lies before the first day of the ledger'
        end
    ),
    (
        'reason', intake_count.reason,
        case
            when
                intake_count.kind = 'wastage'
                and intake_count.reason not in ('expired', 'vvm', 'frozen', 'broken', 'other')
                then 'must be one of expired, vvm, frozen, broken, other'
            when
                intake_count.kind = 'count_adjustment'
                and intake_count.reason not in ('count', 'initial_count')
                then 'must be one of count, initial_count'
            when intake_count.kind not in ('wastage', 'count_adjustment')
                then 'a count becomes a count_adjustment or a wastage'
        end
    )
) as problem (field, value, reason)
where problem.reason is not null
order by intake_count.line;
