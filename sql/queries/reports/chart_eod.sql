-- name: select_eod_chart
-- One product over a range of frozen days: closing stock and flows of the chosen stores, day by day.
-- Grain:  one row per day, oldest first.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text
-- Units:  the product's; received and issued are net of reversals
select
    eod_row.day,
    cast(sum(eod_row.closing) as bigint) as closing,
    cast(sum(eod_row.arrivals + eod_row.requisitions_received + eod_row.returns_in) as bigint) as received,
    cast(sum(eod_row.distributions_out + eod_row.returns_out) as bigint) as passed_on,
    cast(sum(eod_row.dispensing) as bigint) as dispensing,
    cast(sum(eod_row.wastage) as bigint) as wastage
from vlmis.eod_row
where
    eod_row.day between :first_day and :last_day
    and (cast(:store_ids as integer[]) is null or eod_row.store_id = any(cast(:store_ids as integer[])))
    and eod_row.product_id = (
        select product.product_id from vlmis.product
        where product.code = :product_code
    )
group by eod_row.day
order by eod_row.day;
