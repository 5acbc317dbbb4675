-- name: select_tracking
-- Since when a product is tracked by lot, and the earliest day from which it can be.
-- Why:   what is recorded for a day names lots or does not: tracking begins after the newest movement and count.
-- Grain: one row when the product exists; first_open_day is null before the ledger is live. Params: code text
select
    product.tracked_from,
    product.retired_on,
    horizon.first_open_day,
    greatest(
        horizon.first_open_day,
        (
            select max(movement.stock_day) + 1
            from vlmis.movement
            where movement.stock_day >= horizon.first_open_day and movement.product_id = product.product_id
        ),
        (
            select max(stock_count.stock_day) + 1
            from vlmis.stock_count
            where stock_count.product_id = product.product_id
        )
    ) as earliest
from vlmis.product
cross join (select vlmis.first_open_day() as first_open_day) as horizon
where product.code = :code;


-- name: update_tracking
-- Track a product by lot from a day on. Params: code text, tracked_from date
update vlmis.product
set tracked_from = :tracked_from
where product.code = :code;


-- name: insert_unassigned_lot
-- Insert the lot of the stock from before tracking. Params: code text
insert into vlmis.lot (product_id, lot, expires_on, recorded_at, recorded_by)
select
    product.product_id,
    'unassigned',
    null,
    now(),
    coalesce(nullif(current_setting('vlmis.actor', true), ''), session_user)
from vlmis.product
where product.code = :code
on conflict (product_id, lot) do nothing;
