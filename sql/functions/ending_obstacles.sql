-- What keeps a store from being closed, or a product from being retired, on a day. All zero or null: nothing does.
-- Grain:  one row.
-- Params: p_store_id or p_product_id (the other null), p_day: the first day without it
-- Units:  held_pairs: stores and products with stock; waiting_returns: declared, not acknowledged
create or replace function vlmis.ending_obstacles(p_store_id integer, p_product_id integer, p_day date)
returns table (first_open_day date, held_pairs bigint, last_movement_on date, waiting_returns bigint)
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
    )

    select
        vlmis.first_open_day() as first_open_day,
        (select count(*) from held) as held_pairs,
        (select max(used.day) from used) as last_movement_on,
        (
            select count(*)
            from vlmis.stock_return
            left join vlmis.return_acknowledgement
                on stock_return.return_id = return_acknowledgement.return_id
            where
                return_acknowledgement.return_id is null
                and (
                    p_store_id in (stock_return.child_store_id, stock_return.parent_store_id)
                    or p_product_id = stock_return.product_id
                )
        ) as waiting_returns;
end;

grant execute on function vlmis.ending_obstacles(integer, integer, date) to vlmis_recorder;
