-- name: close_store
-- Close a store. Params: code text, closed_on date
update vlmis.store
set closed_on = :closed_on
where store.code = :code;


-- name: select_closing_obstacles
-- What keeps a store from being closed on a day. All zero or null: nothing does.
-- Grain:  one row when the store exists.
-- Params: code text, closed_on date
with last_frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen'
),

change as (
    select
        eod_row.store_id,
        eod_row.product_id,
        eod_row.closing as effect
    from vlmis.eod_row
    inner join last_frozen on eod_row.day = last_frozen.day
    inner join vlmis.store on eod_row.store_id = store.store_id
    where store.code = :code
    union all
    select
        movement.store_id,
        movement.product_id,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect
    from vlmis.movement
    inner join last_frozen on movement.stock_day > last_frozen.day
    inner join vlmis.store on movement.store_id = store.store_id
    where store.code = :code
),

held as (
    select change.product_id
    from change
    group by change.product_id
    having sum(change.effect) <> 0
)

select
    store.closed_on,
    vlmis.first_open_day() as first_open_day,
    (select count(*) from held) as products_held,
    (
        select count(*)
        from vlmis.store as child
        where child.supplier_store_id = store.store_id and child.closed_on is null
    ) as open_children,
    (
        select max(touched.stock_day)
        from (
            select movement.stock_day
            from vlmis.movement
            where movement.store_id = store.store_id and movement.stock_day >= :closed_on
            union all
            select pair.opened_on as stock_day
            from vlmis.pair
            where pair.store_id = store.store_id and pair.opened_on >= :closed_on
        ) as touched
    ) as moves_on,
    (
        select count(*)
        from vlmis.stock_return
        left join vlmis.return_acknowledgement
            on stock_return.return_id = return_acknowledgement.return_id
        where
            return_acknowledgement.return_id is null
            and store.store_id in (stock_return.child_store_id, stock_return.parent_store_id)
    ) as pending_returns
from vlmis.store
where store.code = :code;
