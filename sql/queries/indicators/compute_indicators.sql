-- name: compute_stock_status
-- Compute the stock status of a frozen day. Grain: one value, its rows. Params: day date, with_present_limits boolean
select vlmis.compute_stock_status(:day, :with_present_limits);


-- name: select_computed_days
-- Select which frozen days have their indicators. Grain: one row. Params: none.
with frozen as (
    select
        min(stock_day.day) + 1 as first_day,
        max(stock_day.day) as newest_frozen
    from vlmis.stock_day
    where stock_day.state = 'frozen'
)

select
    frozen.first_day,
    frozen.newest_frozen,
    max(indicator_day.day) as newest,
    frozen.newest_frozen - frozen.first_day + 1 - cast(count(indicator_day.day) as integer) as waiting,
    count(indicator_day.day) filter (where indicator_day.version < vlmis.status_version()) as of_older_version,
    (select max(rolled_up_month.month) from vlmis.rolled_up_month) as newest_month
from frozen
left join vlmis.indicator_day on frozen.first_day <= indicator_day.day
group by frozen.first_day, frozen.newest_frozen;


-- name: select_newest_computed_day
-- Select the newest day that has its indicators; null: none has. Grain: one value. Params: none.
select max(indicator_day.day) from vlmis.indicator_day;


-- name: select_waiting_months
-- Select the months whose last day is computed, and that are not rolled up since their days were. Oldest first.
-- Grain: one row per month, its first day. Params: none.
select computed.month
from (
    select
        cast(date_trunc('month', indicator_day.day) as date) as month,
        max(indicator_day.day) as last_day,
        max(indicator_day.computed_at) as computed_at
    from vlmis.indicator_day
    group by date_trunc('month', indicator_day.day)
) as computed
left join vlmis.rolled_up_month on computed.month = rolled_up_month.month
where
    computed.last_day = cast(computed.month + interval '1 month' as date) - 1
    and (rolled_up_month.computed_at is null or rolled_up_month.computed_at < computed.computed_at)
order by computed.month;


-- name: roll_up_month
-- Roll up a month. Grain: one value, its rows. Params: month date
select vlmis.roll_up_month(:month);
