-- Why a code names no store, or another store than it named on a day. The only place that decides it.
-- Grain:  at most one row; none: the code names a store, and on that day no other one.
-- Params: p_code, p_day (null: the code names the store of today)
create or replace function vlmis.store_code_fault(p_code text, p_day date)
returns table (code text, details jsonb)
language sql stable
begin atomic
    with present as (
        select
            store.store_id,
            store.name,
            store.code_since
        from vlmis.store
        where store.code = p_code
    ),

    -- Whoever had it on that day; on a day without a holder before today's got it, a sender may mean another one.
    holder_then as (
        select
            former.store_id,
            former.held_until
        from present
        inner join vlmis.former_store_code as former on former.code = p_code
        cross join lateral (
            select p_day < former.held_until and coalesce(former.held_from <= p_day, true) as is_of_day
        ) as period
        where period.is_of_day or (p_day < present.code_since and present.store_id <> former.store_id)
        order by period.is_of_day desc, abs(former.held_until - p_day) asc, former.recorded_at asc
        limit 1
    ),

    successor as (
        select
            former.store_id,
            max(former.held_until) as since
        from vlmis.former_store_code as former
        where former.code = p_code
        group by former.store_id
    )

    select
        'store_code_changed_hands' as code,
        jsonb_build_object(
            'code', p_code, 'name', present.name, 'day', p_day,
            'since', coalesce(present.code_since, holder_then.held_until),
            'other_store', store.code, 'other_name', store.name
        ) as details
    from present
    inner join holder_then on present.store_id <> holder_then.store_id
    inner join vlmis.store on holder_then.store_id = store.store_id
    union all
    select
        'store_code_is_former' as code,
        jsonb_build_object(
            'code', p_code,
            'successors', jsonb_agg(
                jsonb_build_object(
                    'code', 'store_code_successor',
                    'values', jsonb_build_object('store', store.code, 'day', successor.since)
                )
                order by successor.since, store.code
            )
        ) as details
    from successor
    inner join vlmis.store on successor.store_id = store.store_id
    where not exists (select from present)
    having count(*) > 0
    union all
    select
        'store_not_found' as code,
        jsonb_build_object('store', p_code) as details
    where not exists (select from present) and not exists (select from successor);
end;

grant execute on function vlmis.store_code_fault(text, date) to vlmis_recorder, vlmis_pipeline, vlmis_auth;
