-- Every field of the lines that cannot be taken, and why.
-- Grain:  one row per bad field, by line. None: the lines may be recorded.
-- Params: today date (local), first_day date
with judged as (
    select
        resolved.line,
        case
            when coalesce(trim(resolved.source_key), '') = '' then 'is missing'
            when resolved.source_key like '%#%' then 'must not contain "#"'
            when movement.movement_id is not null then 'was recorded before with other content'
        end as source_key_problem,
        case
            when resolved.store_id is null then 'no such store'
            when resolved.store_closed_on <= resolved.stock_day then 'the store is closed'
        end as store_problem,
        case
            when resolved.product_id is null then 'no such product'
            when resolved.retired_on <= resolved.stock_day then 'the product is retired'
        end as product_problem,
        case
            when resolved.kind is null then 'no such kind of movement'
            when resolved.kind = 'requisition_received'
                then 'is made by the supplier''s distribution_out, not recorded by itself'
            when resolved.kind = 'return_in' then 'is made by the child''s return_out, not recorded by itself'
            when resolved.kind = 'arrival' and resolved.supplier_store_id is not null
                then 'only the central store takes arrivals'
        end as kind_problem,
        case
            when resolved.quantity is null then 'must be a whole number of at most nine digits'
            when resolved.quantity = 0 then 'must not be zero'
            when resolved.quantity < 0 and (resolved.kind is distinct from 'count_adjustment')
                then 'must be positive'
        end as quantity_problem,
        case
            when resolved.occurred_on is null then 'must be a date, as 2026-03-05'
            when resolved.occurred_on > :today then 'lies in the future'
            when resolved.occurred_on < :first_day then 'lies before the first day of the ledger, ' || :first_day
        end as occurred_on_problem,
        case
            when resolved.kind in ('distribution_out', 'return_out') then
                case
                    when resolved.counterpart_store_id is null then 'no such store'
                    when resolved.counterpart_closed_on <= resolved.stock_day then 'the store is closed'
                    when resolved.kind = 'distribution_out'
                        and (resolved.counterpart_supplier_id is distinct from resolved.store_id)
                        then 'is not a store that this one supplies'
                    when resolved.kind = 'return_out'
                        and (resolved.supplier_store_id is distinct from resolved.counterpart_store_id)
                        then 'is not the store that supplies this one'
                end
            when coalesce(intake_line.counterpart_store_code, '') <> '' then 'this kind has no counterpart'
        end as counterpart_problem,
        case
            when coalesce(intake_line.expires_on, '') <> '' and resolved.expires_on is null
                then 'must be a date, as 2026-03-05'
        end as expires_on_problem,
        case
            when resolved.kind = 'wastage' and coalesce(resolved.reason, '')
                not in ('expired', 'vvm', 'frozen', 'broken', 'other')
                then 'must be one of expired, vvm, frozen, broken, other'
            when resolved.kind = 'count_adjustment' and coalesce(resolved.reason, '')
                not in ('count', 'initial_count', 'national_file_gap', 'recount')
                then 'must be one of count, initial_count, national_file_gap, recount'
            when resolved.kind not in ('wastage', 'count_adjustment') and resolved.reason is not null
                then 'this kind has no reason'
        end as reason_problem
    from pg_temp.resolved
    inner join pg_temp.intake_line on resolved.line = intake_line.line
    left join vlmis.movement on resolved.source_key = movement.source_key
),

bad as (
    select judged.*
    from judged
    where
        num_nonnulls(
            judged.source_key_problem, judged.store_problem, judged.product_problem, judged.kind_problem,
            judged.quantity_problem, judged.occurred_on_problem, judged.counterpart_problem,
            judged.expires_on_problem, judged.reason_problem
        ) > 0
)

select
    bad.line,
    problem.field,
    coalesce(problem.value, '') as value,
    problem.reason
from bad
inner join pg_temp.intake_line on bad.line = intake_line.line
cross join lateral (
    values
    (1, 'source_key', intake_line.source_key, bad.source_key_problem),
    (2, 'store_code', intake_line.store_code, bad.store_problem),
    (3, 'product_code', intake_line.product_code, bad.product_problem),
    (4, 'kind', intake_line.kind, bad.kind_problem),
    (5, 'quantity', intake_line.quantity, bad.quantity_problem),
    (6, 'occurred_on', intake_line.occurred_on, bad.occurred_on_problem),
    (7, 'counterpart_store_code', intake_line.counterpart_store_code, bad.counterpart_problem),
    (8, 'expires_on', intake_line.expires_on, bad.expires_on_problem),
    (9, 'reason', intake_line.reason, bad.reason_problem)
) as problem (position, field, value, reason)
where problem.reason is not null
order by bad.line, problem.position;
