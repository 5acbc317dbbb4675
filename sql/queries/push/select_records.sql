-- The records of a day that a batch may send, with their nine figures.
-- Grain:  one row per record, ordered by org unit and product.
-- Params: run_id text, day date, store_ids integer[]
-- Units:  the product's
select
    record.store_id,
    record.product_id,
    record.target_id,
    record.org_unit_uid,
    record.figures
from vlmis.sendable_records(:run_id, :day, cast(:store_ids as integer[])) as record
order by record.org_unit_uid collate "C", record.product_id;
