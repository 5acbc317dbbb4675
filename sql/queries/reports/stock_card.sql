-- name: select_balance_before
-- Stock of a pair at the start of a day: the last frozen closing before it, and what open days moved since.
-- Grain:  one value.
-- Params: store_id integer, product_id integer, first_day date
-- Units:  the product's
with frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen' and stock_day.day < :first_day
),

closed as (
    select eod_row.closing
    from vlmis.eod_row
    inner join frozen on eod_row.day = frozen.day
    where eod_row.store_id = :store_id and eod_row.product_id = :product_id
),

moved as (
    select sum(vlmis.stock_effect(movement.kind, movement.quantity)) as effect
    from vlmis.movement
    inner join frozen on movement.stock_day > frozen.day
    where
        movement.stock_day < :first_day
        and movement.store_id = :store_id
        and movement.product_id = :product_id
)

select cast(coalesce((select closed.closing from closed), 0) + coalesce(moved.effect, 0) as bigint) as balance
from moved;


-- name: select_counts_of_pair
-- The physical counts of a pair that are dated in a range of days.
-- Grain:  one row per count, in the order in which the days count them.
-- Params: store_id integer, product_id integer, first_day date, last_day date
-- Units:  the product's
select
    stock_count.stock_day,
    stock_count.occurred_on,
    stock_count.counted,
    stock_count.balance,
    stock_count.reason,
    stock_count.recorded_by,
    stock_count.count_id
from vlmis.stock_count
where
    stock_count.store_id = :store_id
    and stock_count.product_id = :product_id
    and stock_count.stock_day between :first_day and :last_day
order by stock_count.stock_day, stock_count.count_id;


-- name: select_pair
-- A store and a product by their codes. Grain: one row when both exist; opened_on is null when they never met.
-- Params: store_code text, product_code text
select
    store.store_id,
    store.name as store_name,
    product.product_id,
    product.name as product_name,
    product.unit,
    pair.opened_on
from vlmis.store
cross join vlmis.product
left join vlmis.pair on store.store_id = pair.store_id and product.product_id = pair.product_id
where store.code = :store_code and product.code = :product_code;


-- name: select_stock_card
-- The movements of a pair with the balance after each, and of distributions what the child confirmed.
-- Grain:  one row per movement, by stock day, within a day as recorded.
-- Why:    people record an issue before the receipt that it was made from. On a day whose balance would be negative in
--         between, which no shelf ever was, what adds stock comes first; the day's closing is never negative.
-- Params: store_id integer, product_id integer, first_day date, last_day date, balance bigint (before the first)
-- Units:  the product's
with recorded as (
    select
        movement.*,
        vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
        :balance + sum(vlmis.stock_effect(movement.kind, movement.quantity))
            over (order by movement.stock_day, movement.movement_id) as balance_as_recorded
    from vlmis.movement
    where
        movement.stock_day between :first_day and :last_day
        and movement.store_id = :store_id
        and movement.product_id = :product_id
),

ordered as (
    select
        recorded.*,
        recorded.stock_effect < 0
        and min(recorded.balance_as_recorded) over (partition by recorded.stock_day) < 0 as comes_last
    from recorded
)

select
    ordered.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    ordered.occurred_on,
    cast(ordered.kind as text) as kind,
    ordered.stock_effect,
    cast(
        :balance + sum(ordered.stock_effect)
            over (order by ordered.stock_day, ordered.comes_last, ordered.movement_id)
        as bigint
    ) as balance,
    counterpart.code as counterpart_store_code,
    ordered.reason,
    ordered.lot,
    ordered.is_late,
    ordered.reverses_movement_id,
    ordered.movement_id,
    ordered.recorded_by,
    leg.outcome,
    leg.quantity as sent,
    leg.received,
    leg.received_on,
    leg.received_by
from ordered
left join vlmis.distribution_leg as leg
    on
        leg.store_id = :store_id
        and leg.product_id = :product_id
        and ordered.movement_id = leg.movement_id
left join vlmis.store as counterpart on ordered.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on ordered.stock_day = stock_day.day
order by ordered.stock_day, ordered.comes_last, ordered.movement_id;
