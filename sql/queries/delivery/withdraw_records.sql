-- name: count_records_to_withdraw
-- What a withdrawal would take off the lists. Grain: one row.
-- Params: store_code text, product_code text, first_day date, last_day date
select
    count(*) as records,
    count(distinct chosen.store_id) as stores,
    min(chosen.day) as first_day,
    max(chosen.day) as last_day
from vlmis.records_to_withdraw(
    cast(:store_code as text), cast(:product_code as text), cast(:first_day as date), cast(:last_day as date)
) as chosen;


-- name: withdraw_records
-- Withdraw the chosen records; a day of which nothing waits any more leaves the lists at once.
-- Grain:  one value: how many records. Params: by text, reason text, selection text, at timestamptz, store_code text,
--         product_code text, first_day date, last_day date
select vlmis.withdraw_records(
    :by, :reason, :selection, :at, cast(:store_code as text), cast(:product_code as text), cast(:first_day as date),
    cast(:last_day as date)
);
