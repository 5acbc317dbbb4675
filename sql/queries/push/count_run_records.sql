-- What became of the records that a run was about, by state.
-- Grain: one row. Params: run_id text
with request as materialized (
    select push_request.request_id
    from vlmis.push_request
    where push_request.run_id = :run_id
),

touched as (
    select
        delivery.state,
        delivery.posted_night,
        delivery.refused_night
    from vlmis.delivery
    inner join request on delivery.request_id = request.request_id
    where
        delivery.day = any(array(
            select distinct push_request.day
            from vlmis.push_request
            where push_request.run_id = :run_id
        ))
)

select
    count(*) filter (where touched.state = 'posted') as posted,
    count(*) filter (where touched.state = 'refused' and touched.refused_night = push_run.night) as refused,
    count(*) filter (where touched.state = 'exhausted') as exhausted,
    count(*) filter (
        where touched.state = 'pending'
        or (touched.state = 'refused' and touched.refused_night is distinct from push_run.night)
    ) as unsettled
from vlmis.push_run
left join touched on true
where push_run.run_id = :run_id
group by push_run.run_id;
