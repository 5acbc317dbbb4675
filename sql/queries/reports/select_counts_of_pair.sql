-- The physical counts of a pair that are dated in a range of days.
-- Grain:  one row per count, in the order in which the days count them.
-- Params: store_id integer, product_id integer, first_day date, last_day date
-- Units:  the product's
select
    stock_count.stock_day,
    stock_count.occurred_on,
    stock_count.counted,
    stock_count.balance,
    stock_count.reason,
    stock_count.recorded_by,
    stock_count.count_id
from vlmis.stock_count
where
    stock_count.store_id = :store_id
    and stock_count.product_id = :product_id
    and stock_count.stock_day between :first_day and :last_day
order by stock_count.stock_day, stock_count.count_id;
