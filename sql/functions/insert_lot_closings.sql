-- Insert what the lots that changed on a day close with.
-- Why:   a lot has a row on the days on which it changed only, so that a product without movement costs nothing.
-- Grain: one row per pair and lot. Params: p_day, with its EoD rows in place. Units: the product's.
create or replace function vlmis.insert_lot_closings(p_day date) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
declare
    -- As an array, which the index of movements can use to leave out all other products.
    tracked integer[] := array(select product.product_id from vlmis.product where product.tracked_from <= p_day);
begin
    if tracked = '{}' then
        return;
    end if;
    insert into vlmis.lot_closing (day, store_id, product_id, lot, closing)
    select
        p_day,
        changed.store_id,
        changed.product_id,
        changed.lot,
        coalesce((
            select before.closing
            from vlmis.lot_closing as before
            where
                before.store_id = changed.store_id
                and before.product_id = changed.product_id
                and before.lot = changed.lot
                and before.day < p_day
            order by before.day desc
            limit 1
        ), 0) + changed.effect
    from (
        select
            change.store_id,
            change.product_id,
            change.lot,
            sum(change.effect) as effect
        from (
            select
                movement.store_id,
                movement.product_id,
                coalesce(movement.lot, 'unassigned') as lot,
                vlmis.stock_effect(movement.kind, movement.quantity) as effect
            from vlmis.movement
            where movement.stock_day = p_day and movement.product_id = any(tracked)
            union all
            -- Where tracking begins, what no lot was named for is “unassigned”.
            select
                eod_row.store_id,
                eod_row.product_id,
                'unassigned' as lot,
                eod_row.opening - coalesce((
                    select sum(initial.closing)
                    from vlmis.lot_closing as initial
                    where initial.store_id = eod_row.store_id and initial.product_id = eod_row.product_id
                ), 0) as effect
            from vlmis.product
            inner join vlmis.eod_row on product.product_id = eod_row.product_id
            where product.tracked_from = p_day and eod_row.day = p_day
        ) as change
        group by change.store_id, change.product_id, change.lot
        having sum(change.effect) <> 0
        -- As the key has them: what is inserted in its order is inserted fast.
        order by change.store_id, change.product_id, change.lot
    ) as changed;
end
$$;
