-- DHIS2 keeps whole numbers of 32 bits.
-- Why:    asked for one day at a time, so that only its partition is read; hardly ever is a figure so large, and
--         only then are the open records looked up.
-- Grain:  one row per open record of the day with a larger figure.
-- Params: day date (frozen)
with large as materialized (
    select
        eod_row.store_id,
        eod_row.product_id
    from vlmis.eod_row
    where
        eod_row.day = :day
        and greatest(
            abs(eod_row.opening), abs(eod_row.arrivals + eod_row.requisitions_received), abs(eod_row.returns_in),
            abs(eod_row.returns_out), abs(eod_row.distributions_out), abs(eod_row.dispensing), abs(eod_row.wastage),
            abs(eod_row.count_adjustment), abs(eod_row.closing)
        ) > 2147483647
)

select
    record.store_id,
    record.product_id,
    cast(:day as date) as day,
    store.code || ' × ' || product.code || ' on ' || cast(:day as date) as finding
from vlmis.open_records(:day, array(select of_store.store_id from large as of_store)) as record
inner join large on record.store_id = large.store_id and record.product_id = large.product_id
inner join vlmis.store on record.store_id = store.store_id
inner join vlmis.product on record.product_id = product.product_id;
