-- name: close_store
-- Close a store. Params: code text, closed_on date
update vlmis.store
set closed_on = :closed_on
where store.code = :code;


-- name: select_closing_obstacles
-- What keeps a store from being closed on a day. Params: code text, closed_on date
-- Grain: one row per obstacle.
select
    obstacle.code,
    obstacle.day,
    obstacle.count
from vlmis.store
cross join vlmis.ending_obstacles(store.store_id, null, :closed_on) as obstacle
where store.code = :code;
