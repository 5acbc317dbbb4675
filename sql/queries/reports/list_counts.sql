-- name: select_count_page
-- A part of the physical counts that stock days of a range take account of, in the order of recording.
-- Grain:  one row per count.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         after bigint (the count before this part), line_count integer
-- Units:  the product's
select
    stock_count.count_id,
    stock_count.source_key,
    stock_count.stock_day,
    stock_count.occurred_on,
    store.code as store_code,
    product.code as product_code,
    product.unit,
    stock_count.counted,
    stock_count.balance,
    cast(stock_count.kind as text) as kind,
    stock_count.reason,
    stock_count.recorded_at,
    stock_count.recorded_by
from vlmis.stock_count
inner join vlmis.store on stock_count.store_id = store.store_id
inner join vlmis.product on stock_count.product_id = product.product_id
where
    stock_count.count_id > :after
    and stock_count.stock_day between :first_day and :last_day
    and (cast(:store_ids as integer[]) is null or stock_count.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
order by stock_count.count_id
limit :line_count;
