-- name: close_store
-- Close a store. Params: code text, closed_on date
update vlmis.store
set closed_on = :closed_on
where store.code = :code;


-- name: select_closing_obstacles
-- What keeps a store from being closed on a day. All zero or null: nothing does.
-- Grain:  one row when the store exists.
-- Params: code text, closed_on date
select
    store.closed_on,
    obstacle.first_open_day,
    obstacle.held_pairs,
    obstacle.last_movement_on,
    obstacle.waiting_returns,
    (
        select count(*)
        from vlmis.store as child
        where child.supplier_store_id = store.store_id and child.closed_on is null
    ) as open_children
from vlmis.store
cross join vlmis.ending_obstacles(store.store_id, null, :closed_on) as obstacle
where store.code = :code;
