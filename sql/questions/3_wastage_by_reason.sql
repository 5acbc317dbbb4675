-- Wastage rate by reason last month
-- Closed vials, of what was used: wastage / (dispensing + wastage), as EPI counts it. Movements are net of reversals; only
-- frozen days are counted, late entries in the day that counts them.
with used as (
    select
        movement.product_code,
        sum(movement.quantity) as quantity
    from analyst.movement
    where
        movement.stock_day between date '2026-03-01' and date '2026-03-31'
        and movement.day_state = 'frozen'
        and movement.kind in ('dispensing', 'wastage')
    group by movement.product_code
)

select
    movement.product_code as product,
    movement.reason,
    sum(movement.quantity) as wasted,
    used.quantity as used,
    round(100.0 * sum(movement.quantity) / used.quantity, 2) as percent
from analyst.movement
inner join used on movement.product_code = used.product_code
where
    movement.stock_day between date '2026-03-01' and date '2026-03-31'
    and movement.day_state = 'frozen'
    and movement.kind = 'wastage'
group by movement.product_code, movement.reason, used.quantity
order by movement.product_code, movement.reason;
