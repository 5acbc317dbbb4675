-- What keeps a store from being closed, or a product from being retired, on a day: a code, and its day or count.
-- Grain:  one row per obstacle, in the order in which people should read them.
-- Params: p_store_id or p_product_id (the other null), p_day: the first day without it
create or replace function vlmis.ending_obstacles(p_store_id integer, p_product_id integer, p_day date)
returns table (code text, day date, count bigint)
language sql stable
begin atomic
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
        where p_store_id = eod_row.store_id or p_product_id = eod_row.product_id
        union all
        select
            movement.store_id,
            movement.product_id,
            vlmis.stock_effect(movement.kind, movement.quantity) as effect
        from vlmis.movement
        inner join last_frozen on movement.stock_day > last_frozen.day
        where p_store_id = movement.store_id or p_product_id = movement.product_id
    ),

    held as (
        select
            change.store_id,
            change.product_id
        from change
        group by change.store_id, change.product_id
        having sum(change.effect) <> 0
    ),

    used as (
        select movement.stock_day as day
        from vlmis.movement
        where
            movement.stock_day >= p_day
            and (p_store_id = movement.store_id or p_product_id = movement.product_id)
        union all
        select pair.opened_on as day
        from vlmis.pair
        where pair.opened_on >= p_day and (p_store_id = pair.store_id or p_product_id = pair.product_id)
    ),

    waiting as (
        select count(*) as returns
        from vlmis.stock_return
        left join vlmis.return_acknowledgement
            on stock_return.return_id = return_acknowledgement.return_id
        where
            return_acknowledgement.return_id is null
            and (
                p_store_id in (stock_return.child_store_id, stock_return.parent_store_id)
                or p_product_id = stock_return.product_id
            )
    ),

    begun as (
        select nullif(greatest(p_day, vlmis.first_open_day()), p_day) as first_open_day
    ),

    child as (
        select count(*) as stores
        from vlmis.store
        where store.supplier_store_id = p_store_id and store.closed_on is null
    )

    select
        case when p_store_id is null then obstacle.product_code else obstacle.store_code end as code,
        obstacle.day,
        obstacle.count
    from waiting
    cross join begun
    cross join child
    cross join lateral (
        values
        (1, 'store_is_closed_since', null, (select closed_on from vlmis.store where store_id = p_store_id), 0),
        (
            1, null, 'product_is_retired_since',
            (select retired_on from vlmis.product where product_id = p_product_id), 0
        ),
        (2, 'day_is_before_first_open_day', 'day_is_before_first_open_day', begun.first_open_day, 0),
        (3, 'store_holds_stock', 'product_is_held_by_stores', null, (select count(*) from held)),
        (4, 'later_movements_exist', 'later_movements_exist', (select max(used.day) from used), 0),
        (5, 'store_awaits_returns', 'product_awaits_returns', null, waiting.returns),
        (6, 'store_supplies_open_stores', null, null, child.stores)
    ) as obstacle (place, store_code, product_code, day, count)
    where obstacle.day is not null or obstacle.count > 0
    order by obstacle.place;
end;

grant execute on function vlmis.ending_obstacles(integer, integer, date) to vlmis_recorder;
