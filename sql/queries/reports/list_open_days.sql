-- name: select_open_days
-- Days after the newest frozen one that were begun or have movements. Grain: one row per day.
-- Params: newest_frozen date
with moved as (
    select
        movement.stock_day as day,
        count(*) as movement_count
    from vlmis.movement
    where movement.stock_day > :newest_frozen
    group by movement.stock_day
)

select
    day,
    coalesce(stock_day.state, 'open') as state,
    coalesce(moved.movement_count, 0) as movement_count
from moved
full outer join (
    select
        stock_day.day,
        stock_day.state
    from vlmis.stock_day
    where stock_day.day > :newest_frozen
) as stock_day using (day)
order by day;
