-- name: create_incoming_receipts
-- Create the temporary table of the receipts that were sent; it is dropped at commit.
create temporary table incoming_receipt (
    line integer,
    source_key text,
    transfer_id bigint,
    received bigint,
    occurred_on date
) on commit drop;


-- name: copy_incoming_receipts
copy pg_temp.incoming_receipt (line, source_key, transfer_id, received, occurred_on) from stdin;


-- name: insert_affected_pairs_of_receipts
-- Insert the pairs of the children whose receipts were sent. Grain: one row per receipt. Params: first_open_day date
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    leg.store_id,
    leg.product_id,
    greatest(incoming_receipt.occurred_on, cast(:first_open_day as date)) as stock_day
from pg_temp.incoming_receipt
inner join vlmis.distribution_leg as leg
    on incoming_receipt.transfer_id = leg.transfer_id and leg.store_id = leg.child_store_id;


-- name: delete_recorded_receipts
-- Delete the receipts that were confirmed before with the same content. Grain: one deleted row per such receipt.
delete from pg_temp.incoming_receipt
using vlmis.distribution_receipt as receipt
where
    (receipt.transfer_id, receipt.source_key, receipt.received, receipt.occurred_on)
    = (
        incoming_receipt.transfer_id, incoming_receipt.source_key, incoming_receipt.received,
        incoming_receipt.occurred_on
    );


-- name: find_receipt_faults
-- Find every faulty field of the receipts. Grain: one row per fault, by line. Params: today date
with numbered as (
    select
        incoming_receipt.*,
        min(incoming_receipt.line) over (partition by incoming_receipt.source_key) as first_line_of_key,
        min(incoming_receipt.line) over (partition by incoming_receipt.transfer_id) as first_line_of_transfer
    from pg_temp.incoming_receipt
)

select
    numbered.line,
    fault.field,
    fault.value,
    fault.code,
    jsonb_build_object(
        'transfer_id', numbered.transfer_id,
        'day', coalesce(fault.day, numbered.occurred_on),
        'today', cast(:today as date),
        'store', child.code,
        'product', product.code,
        'line', fault.line,
        'sent', leg.quantity,
        'entered', numbered.received,
        'sent_on', leg.occurred_on,
        'received', leg.received,
        'by', leg.received_by
    ) as values
from numbered
left join vlmis.distribution_leg as leg
    on numbered.transfer_id = leg.transfer_id and leg.store_id = leg.child_store_id
left join vlmis.store as child on leg.child_store_id = child.store_id
left join vlmis.product on leg.product_id = product.product_id
left join vlmis.distribution_receipt as other
    on numbered.source_key = other.source_key and numbered.transfer_id <> other.transfer_id
cross join lateral (
    values
    (
        1, 'source_key', numbered.source_key,
        case
            when trim(numbered.source_key) = '' then 'field_is_missing'
            when numbered.source_key like '%#%' then 'key_has_number_sign'
            when other.transfer_id is not null then 'key_has_other_content'
            when numbered.line > numbered.first_line_of_key then 'key_is_repeated'
        end,
        null, numbered.first_line_of_key
    ),
    (
        2, 'transfer_id', cast(numbered.transfer_id as text),
        case
            when leg.transfer_id is null then 'distribution_not_found'
            when leg.is_reversed then 'distribution_was_cancelled'
            when leg.receipt_key is not null then 'receipt_was_confirmed'
            when leg.closed_on is not null then 'store_is_closed'
            when leg.retired_on is not null then 'product_is_retired'
            when numbered.line > numbered.first_line_of_transfer then 'distribution_is_repeated'
        end,
        coalesce(leg.closed_on, leg.retired_on), numbered.first_line_of_transfer
    ),
    (
        3, 'received', cast(numbered.received as text),
        case
            when numbered.received < 0 then 'quantity_is_negative'
            when numbered.received > leg.quantity then 'received_more_than_sent'
        end,
        null, null
    ),
    (
        4, 'occurred_on', cast(numbered.occurred_on as text),
        case
            when numbered.occurred_on > :today then 'day_is_after_today'
            when numbered.occurred_on < leg.occurred_on then 'day_is_before_distribution'
        end,
        null, null
    )
) as fault (position, field, value, code, day, line)
where fault.code is not null
order by numbered.line, fault.position;


-- name: insert_receipts
-- Append the receipts. Grain: one row per receipt. Params: recorded_at timestamptz, recorded_by text
insert into vlmis.distribution_receipt (
    transfer_id, source_key, received, occurred_on, recorded_at, recorded_by
)
select
    incoming_receipt.transfer_id,
    incoming_receipt.source_key,
    incoming_receipt.received,
    incoming_receipt.occurred_on,
    :recorded_at,
    :recorded_by
from pg_temp.incoming_receipt
order by incoming_receipt.line;


-- name: insert_pending_losses
-- Insert what was lost on the way to the children as their wastage.
-- Grain:  one pending movement per receipt of less than was sent. Units: the product's. Params: first_open_day date
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, transfer_id, occurred_on, stock_day, lot, expires_on,
    reason
)
select
    incoming_receipt.line,
    incoming_receipt.source_key || '#lost_in_transit' as source_key,
    leg.store_id,
    leg.product_id,
    'wastage' as kind,
    leg.quantity - incoming_receipt.received as quantity,
    leg.transfer_id,
    incoming_receipt.occurred_on,
    greatest(incoming_receipt.occurred_on, cast(:first_open_day as date)) as stock_day,
    -- Before tracking began a lot was a remark: what was sent then is “unassigned” now.
    case when leg.stock_day >= product.tracked_from or product.tracked_from is null then leg.lot end as lot,
    case when leg.stock_day >= product.tracked_from or product.tracked_from is null then leg.expires_on end
        as expires_on,
    'lost_in_transit' as reason
from pg_temp.incoming_receipt
inner join vlmis.distribution_leg as leg
    on incoming_receipt.transfer_id = leg.transfer_id and leg.store_id = leg.child_store_id
inner join vlmis.product on leg.product_id = product.product_id
where leg.quantity > incoming_receipt.received
order by incoming_receipt.line;


-- name: count_late_receipts
-- Count the receipts of a day that was frozen already. Params: first_open_day date
select count(*) as late
from pg_temp.incoming_receipt
where incoming_receipt.occurred_on < :first_open_day;


-- name: select_distributions
-- Distributions from or to some stores, with what the child confirmed; those of a branch once, as the child has them.
-- Grain:  one row per distribution, in the order of recording.
-- Params: transfer_ids bigint[] or null, source_key text (of the receipt) or null, store_id integer or null (either side),
--         child_store_id integer or null, sent_on date or null, visible_store_ids integer[] or null (all),
--         outcome text or null, sent_before date or null,
--         received_since date or null, after bigint, line_count integer or null (all)
-- Units:  the product's
select distinct on (leg.transfer_id)
    leg.transfer_id,
    leg.child_store_id,
    child.code as child_store_code,
    child.name as child_store_name,
    leg.parent_store_id,
    parent.code as parent_store_code,
    parent.name as parent_store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    leg.quantity,
    leg.occurred_on,
    leg.lot,
    leg.expires_on,
    leg.recorded_at,
    leg.recorded_by,
    leg.outcome,
    leg.received,
    leg.received_on,
    leg.received_by
from vlmis.distribution_leg as leg
inner join vlmis.store as child on leg.child_store_id = child.store_id
inner join vlmis.store as parent on leg.parent_store_id = parent.store_id
inner join vlmis.product on leg.product_id = product.product_id
where
    leg.transfer_id > :after
    and (cast(:transfer_ids as bigint[]) is null or leg.transfer_id = any(cast(:transfer_ids as bigint[])))
    and (cast(:source_key as text) is null or leg.receipt_key = :source_key)
    and (cast(:store_id as integer) is null or leg.store_id = :store_id)
    and (cast(:child_store_id as integer) is null or leg.child_store_id = :child_store_id)
    -- Sent on a day, it counts on that day or later.
    and (cast(:sent_on as date) is null or (leg.occurred_on = :sent_on and leg.stock_day >= :sent_on))
    and (
        cast(:visible_store_ids as integer[]) is null
        or leg.store_id = any(cast(:visible_store_ids as integer[]))
    )
    and (cast(:outcome as text) is null or leg.outcome = :outcome)
    and (cast(:sent_before as date) is null or leg.occurred_on < :sent_before)
    and (cast(:received_since as date) is null or leg.received_on >= :received_since)
order by leg.transfer_id
limit :line_count;


-- name: count_distributions_to_confirm
-- Count the distributions that some stores have to confirm, and those from or to them that are unconfirmed for long.
-- Grain:  one row.
-- Params: store_ids integer[] or null (all), sent_before date (unconfirmed for long: sent before this day)
select
    count(*) filter (where leg.store_id = leg.child_store_id) as to_confirm,
    count(*) filter (where leg.store_id = leg.child_store_id and leg.occurred_on < :sent_before) as overdue,
    count(*) filter (where leg.store_id = leg.parent_store_id and leg.occurred_on < :sent_before) as overdue_at_children
from vlmis.distribution_leg as leg
where
    leg.outcome = 'to_confirm'
    -- The outcome implies it; written out, it spares the planner the receipts.
    and leg.receipt_key is null
    and (cast(:store_ids as integer[]) is null or leg.store_id = any(cast(:store_ids as integer[])));
