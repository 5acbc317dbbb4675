-- Keep counts true: what is dated before a count is taken back on the count's stock day.
-- Why:    the count already saw it. The first count dated after the movement answers for it, so that
--         every later count stays true as well. A count that was reversed no longer answers.
-- Grain:  one draft per drafted movement that is dated before a count of its pair.
insert into pg_temp.draft (
    line, source_key, store_id, product_id, kind, quantity, count_id, occurred_on, stock_day, reason
)
select
    draft.line,
    draft.source_key || '#count' as source_key,
    draft.store_id,
    draft.product_id,
    'count_adjustment' as kind,
    -vlmis.stock_effect(draft.kind, draft.quantity) as quantity,
    following.count_id,
    following.occurred_on,
    greatest(following.stock_day, draft.stock_day) as stock_day,
    'count' as reason
from pg_temp.draft
cross join lateral (
    select
        stock_count.count_id,
        stock_count.occurred_on,
        stock_count.stock_day
    from vlmis.stock_count
    where
        stock_count.store_id = draft.store_id
        and stock_count.product_id = draft.product_id
        and (
            stock_count.occurred_on > draft.occurred_on
            -- A count that is taken back leaves a later count of the same day standing.
            or (stock_count.occurred_on = draft.occurred_on and stock_count.count_id > draft.count_id)
        )
        and not exists (
            select
            from vlmis.movement
            where movement.count_id = stock_count.count_id and movement.reverses_movement_id is not null
        )
    order by stock_count.occurred_on asc, stock_count.count_id desc
    limit 1
) as following
order by draft.draft_id;
