-- Append the drafted movements to the ledger.
-- Grain:  one movement per draft. Params: recorded_at timestamptz, recorded_by text
insert into vlmis.movement (
    stock_day, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id, count_id,
    reverses_movement_id, occurred_on, lot, expires_on, reason, source_key, recorded_at, recorded_by
)
select
    draft.stock_day,
    draft.store_id,
    draft.product_id,
    draft.kind,
    draft.quantity,
    draft.counterpart_store_id,
    draft.transfer_id,
    draft.count_id,
    draft.reverses_movement_id,
    draft.occurred_on,
    draft.lot,
    draft.expires_on,
    draft.reason,
    draft.source_key,
    :recorded_at,
    :recorded_by
from pg_temp.draft
order by draft.draft_id;
