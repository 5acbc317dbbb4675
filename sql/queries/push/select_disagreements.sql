-- What DHIS2 refused in a run although preflight had found it in order, by rule, most first.
-- Grain:  one row per rules and code; where no attempt counts, the causes of holds.
-- Params: run_id text
with attempt as (
    select
        array_to_string(refused.contradicted_rules, ' or ') as rules,
        refused.code || ' ' || refused.sentence as said
    from vlmis.delivery_attempt as refused
    inner join vlmis.push_request on refused.request_id = push_request.request_id
    where
        push_request.run_id = :run_id
        and refused.contradicted_rules <> '{}'
        and refused.day = any(array(
            select distinct sent.day
            from vlmis.push_request as sent
            where sent.run_id = :run_id
        ))
),

hold as (
    select
        array_to_string(held.contradicted_rules, ' or ') as rules,
        held.sentence as said
    from vlmis.delivery_hold as held
    inner join vlmis.push_run on held.last_night = push_run.night
    where push_run.run_id = :run_id and held.ended_night is null and held.contradicted_rules <> '{}'
)

select
    'records' as what,
    attempt.rules,
    count(*) as number,
    min(attempt.said) as example
from attempt
group by attempt.rules
union all
select
    'causes' as what,
    hold.rules,
    count(*) as number,
    min(hold.said) as example
from hold
group by hold.rules
order by number desc, rules asc;
