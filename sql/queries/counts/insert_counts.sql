-- Keep the counts of one day as they were seen, measured against the balance at its end.
-- Why:    a frozen day is measured against its frozen closing and what was recorded late for it since,
--         an open one against the ledger.
-- Grain:  one count per key. Units: the product's.
-- Params: occurred_on date, first_open_day date, last_frozen date, recorded_at timestamptz, recorded_by text
insert into vlmis.stock_count (
    source_key, store_id, product_id, occurred_on, stock_day, counted, balance, kind, reason,
    recorded_at, recorded_by
)
with seen as (
    select
        intake_count.source_key,
        store.store_id,
        product.product_id,
        intake_count.kind,
        intake_count.reason,
        sum(intake_count.quantity) as counted
    from pg_temp.intake_count
    inner join vlmis.store on intake_count.store_code = store.code
    inner join vlmis.product on intake_count.product_code = product.code
    where intake_count.occurred_on = :occurred_on
    group by
        intake_count.source_key, store.store_id, product.product_id, intake_count.kind,
        intake_count.reason
)

select
    seen.source_key,
    seen.store_id,
    seen.product_id,
    cast(:occurred_on as date) as occurred_on,
    greatest(cast(:occurred_on as date), cast(:first_open_day as date)) as stock_day,
    seen.counted,
    coalesce((
        select eod_row.closing
        from vlmis.eod_row
        where
            eod_row.day = least(cast(:occurred_on as date), cast(:last_frozen as date))
            and eod_row.store_id = seen.store_id
            and eod_row.product_id = seen.product_id
    ), 0) + coalesce((
        select sum(vlmis.stock_effect(movement.kind, movement.quantity))
        from vlmis.movement
        where
            movement.stock_day > least(cast(:occurred_on as date), cast(:last_frozen as date))
            -- Of a frozen day: also what was recorded late for it, an earlier count's difference too.
            and (
                movement.stock_day <= :occurred_on
                or (
                    cast(:occurred_on as date) <= cast(:last_frozen as date)
                    and movement.occurred_on <= :occurred_on
                )
            )
            and movement.store_id = seen.store_id
            and movement.product_id = seen.product_id
    ), 0) as balance,
    cast(seen.kind as vlmis.movement_kind) as kind,
    seen.reason,
    :recorded_at,
    :recorded_by
from seen
order by seen.store_id, seen.product_id;
