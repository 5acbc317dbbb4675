-- Ask for frozen records that were never sent because they are older than the first day that is sent.
-- Grain:  one row per record (its day).
-- Params: store_code text, product_code text, first_day date, last_day date
insert into vlmis.delivery (day, store_id, product_id, state)
select
    eod_row.day,
    eod_row.store_id,
    eod_row.product_id,
    'pending'
from vlmis.eod_row
inner join vlmis.store on eod_row.store_id = store.store_id
inner join vlmis.product on eod_row.product_id = product.product_id
where
    eod_row.day between cast(:first_day as date) and cast(:last_day as date)
    -- Day zero holds the initial stock; nothing happened on it.
    and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
on conflict (day, store_id, product_id) do nothing
returning delivery.day;
