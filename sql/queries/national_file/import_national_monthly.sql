-- name: insert_month
-- Insert a month that was imported completely.
-- Params: country_file text, month date, digest text, line_count integer, recorded_at timestamptz, recorded_by text
insert into vlmis.national_month (country_file, month, digest, line_count, recorded_at, recorded_by)
values (:country_file, :month, :digest, :line_count, :recorded_at, :recorded_by);


-- name: lock_import
-- Lock the import of national months until commit.
-- Params: none.
lock table vlmis_locks.national_file in exclusive mode;


-- name: select_balances
-- Select the stock of every pair at the start of a day: the newest frozen closing before it, and later movements.
-- Grain:  one row per pair that had a row or moved before the day.
-- Params: day date
-- Units:  the product's
with frozen_before as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen' and stock_day.day < :day
),

change as (
    select
        eod_row.store_id,
        eod_row.product_id,
        eod_row.closing as effect
    from vlmis.eod_row
    inner join frozen_before on eod_row.day = frozen_before.day
    union all
    select
        movement.store_id,
        movement.product_id,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect
    from vlmis.movement
    inner join frozen_before on movement.stock_day > frozen_before.day
    where movement.stock_day < :day
)

select
    store.code as store_code,
    product.code as product_code,
    cast(sum(change.effect) as bigint) as balance
from change
inner join vlmis.store on change.store_id = store.store_id
inner join vlmis.product on change.product_id = product.product_id
group by store.code, product.code;


-- name: select_months
-- Select the months of a series of national files that were imported.
-- Grain:  one row per month, oldest first.
-- Params: country_file text
select
    national_month.month,
    national_month.digest
from vlmis.national_month
where national_month.country_file = :country_file
order by national_month.month;


-- name: confirm_distributions
-- Confirm the distributions that were recorded in this transaction: each arrived whole, on its day.
-- Grain: one receipt per distribution. Params: recorded_at timestamptz, recorded_by text
insert into vlmis.distribution_receipt (
    transfer_id, source_key, received, occurred_on, recorded_at, recorded_by
)
select
    pending_movement.transfer_id,
    pending_movement.source_key,
    pending_movement.quantity,
    pending_movement.occurred_on,
    :recorded_at,
    :recorded_by
from pg_temp.pending_movement
where pending_movement.kind = 'requisition_received';
