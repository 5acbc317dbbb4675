-- name: count_unsent_records
-- Count the records of frozen days that nobody has sent or asked to send.
-- Why:   what was sent once goes on being sent whatever the first day is.
-- Grain: one value. Params: first_day date, end_day date (the first one that is not counted)
select count(*) as records
from vlmis.eod_row
where
    eod_row.day >= :first_day
    and eod_row.day < :end_day
    -- Day zero holds the initial stock; nothing happened on it.
    and eod_row.day > (select min(first.day) from vlmis.stock_day as first)
    and not exists (
        select from vlmis.delivery
        where
            delivery.day = eod_row.day
            and delivery.store_id = eod_row.store_id
            and delivery.product_id = eod_row.product_id
    );
