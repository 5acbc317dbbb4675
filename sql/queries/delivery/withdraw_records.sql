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


-- name: insert_withdrawal
-- Write down who withdrew records, and why; returns the id of the act.
-- Params: withdrawn_at timestamptz, withdrawn_by text, reason text, selection text
insert into vlmis.delivery_withdrawal (withdrawn_at, withdrawn_by, reason, selection)
values (:withdrawn_at, :withdrawn_by, :reason, :selection)
returning delivery_withdrawal.withdrawal_id;


-- name: withdraw_records
-- Withdraw the chosen records. A record without a row is pending, so it gets one; its day gets one as well, so that it
-- can be settled.
-- Grain:  one value: how many records.
-- Params: withdrawal_id integer, store_code text, product_code text, first_day date, last_day date
with chosen as materialized (
    select
        record.day,
        record.store_id,
        record.product_id
    from vlmis.records_to_withdraw(
        cast(:store_code as text), cast(:product_code as text), cast(:first_day as date), cast(:last_day as date)
    ) as record
),

noted as (
    insert into vlmis.delivery_day (day)
    select distinct chosen.day
    from chosen
    on conflict (day) do nothing
),

withdrawn as (
    insert into vlmis.delivery (day, store_id, product_id, state, withdrawal_id)
    select
        chosen.day,
        chosen.store_id,
        chosen.product_id,
        'withdrawn',
        :withdrawal_id
    from chosen
    on conflict (day, store_id, product_id) do update
        set
            state = excluded.state,
            withdrawal_id = excluded.withdrawal_id,
            is_awaiting_read_back = false
        where delivery.state in ('pending', 'refused', 'exhausted')
    returning delivery.day
)

select count(*) as records
from withdrawn;
