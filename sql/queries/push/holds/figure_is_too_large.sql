-- DHIS2 keeps whole numbers of 32 bits.
-- Why:    asked for one day at a time, so that only its partition is read.
-- Grain:  one row per open record of the day with a larger figure.
-- Params: day date (frozen)
select
    eod_row.store_id,
    eod_row.product_id,
    eod_row.day,
    store.code || ' × ' || product.code || ' on ' || eod_row.day as finding
from vlmis.open_records(:day) as record
inner join vlmis.eod_row
    on
        eod_row.day = :day
        and record.store_id = eod_row.store_id
        and record.product_id = eod_row.product_id
inner join vlmis.store on eod_row.store_id = store.store_id
inner join vlmis.product on eod_row.product_id = product.product_id
where
    greatest(
        abs(eod_row.opening), abs(eod_row.arrivals + eod_row.requisitions_received), abs(eod_row.returns_in),
        abs(eod_row.returns_out), abs(eod_row.distributions_out), abs(eod_row.dispensing), abs(eod_row.wastage),
        abs(eod_row.count_adjustment), abs(eod_row.closing)
    ) > 2147483647;
