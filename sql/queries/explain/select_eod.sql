-- The frozen figures of a pair on a day, and what it closed with the day before.
-- Grain:  one row when the pair has an EoD row.
-- Params: day date, store_id integer, product_id integer
-- Units:  the product's
select
    eod_row.opening,
    eod_row.arrivals,
    eod_row.requisitions_received,
    eod_row.distributions_out,
    eod_row.returns_in,
    eod_row.returns_out,
    eod_row.count_adjustment,
    eod_row.dispensing,
    eod_row.wastage,
    eod_row.closing,
    eod_row.has_late_entries,
    yesterday.closing as closing_before
from vlmis.eod_row
left join vlmis.eod_row as yesterday
    on
        yesterday.day = cast(:day as date) - 1
        and eod_row.store_id = yesterday.store_id
        and eod_row.product_id = yesterday.product_id
where
    eod_row.day = :day
    and eod_row.store_id = :store_id
    and eod_row.product_id = :product_id;
