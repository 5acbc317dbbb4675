-- The records of a day that a batch may send, with their ten figures.
-- Grain:  one row per record, ordered by org unit and product.
-- Params: run_id text, day date, store_ids integer[]
-- Units:  the product's
select
    record.store_id,
    record.product_id,
    record.target_id,
    record.org_unit_uid,
    eod_row.opening,
    eod_row.arrivals,
    eod_row.requisitions_received,
    eod_row.distributions_out,
    eod_row.returns_in,
    eod_row.returns_out,
    eod_row.count_adjustment,
    eod_row.dispensing,
    eod_row.wastage,
    eod_row.closing
from vlmis.sendable_records(:run_id, :day) as record
inner join vlmis.eod_row
    on
        eod_row.day = :day
        and record.store_id = eod_row.store_id
        and record.product_id = eod_row.product_id
where record.store_id = any(cast(:store_ids as integer[]))
order by record.org_unit_uid collate "C", record.product_id;
