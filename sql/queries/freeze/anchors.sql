-- name: select_anchor
-- Select the digest of a frozen day, or of the newest where no day is given.
-- Grain: one row when it is frozen. Params: day date
select
    stock_day.day,
    encode(stock_day.digest, 'hex') as digest
from vlmis.stock_day
where
    stock_day.state = 'frozen'
    and (stock_day.day = :day or cast(:day as date) is null)
order by stock_day.day desc
limit 1;
