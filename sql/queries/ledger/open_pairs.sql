-- Open the touched pairs, and lock them in (store, product) order until commit.
-- Why:   the row of a pair is the lock that keeps concurrent writers from a negative balance.
-- Grain: one row per pair.
insert into vlmis.pair (store_id, product_id, opened_on)
select
    touched_pair.store_id,
    touched_pair.product_id,
    min(touched_pair.stock_day) as opened_on
from pg_temp.touched_pair
group by touched_pair.store_id, touched_pair.product_id
order by touched_pair.store_id, touched_pair.product_id
on conflict (store_id, product_id) do update
    set opened_on = least(pair.opened_on, excluded.opened_on);
