-- The distributions with what the child confirmed, once as seen from the supplier and once from the child.
-- Grain: one row per leg that was recorded (two per transfer); its reversal is no row. Units: the product's.
create or replace view vlmis.distribution_leg as
select
    movement.movement_id,
    movement.transfer_id,
    movement.store_id,
    case when movement.kind = 'distribution_out' then movement.store_id else movement.counterpart_store_id end
        as parent_store_id,
    child.store_id as child_store_id,
    movement.product_id,
    movement.quantity,
    movement.occurred_on,
    movement.stock_day,
    movement.lot,
    movement.expires_on,
    movement.recorded_at,
    movement.recorded_by,
    receipt.source_key as receipt_key,
    case when loss.is_cancelled then movement.quantity else receipt.received end as received,
    receipt.occurred_on as received_on,
    receipt.recorded_by as received_by,
    reversal.movement_id is not null as is_reversed,
    child.closed_on,
    product.retired_on,
    vlmis.transfer_outcome(
        movement.quantity, case when loss.is_cancelled then movement.quantity else receipt.received end,
        false, reversal.movement_id is not null,
        -- They hold nothing any more, so nothing of it can be lost.
        child.closed_on is not null or product.retired_on is not null
    ) as outcome
from vlmis.movement
inner join vlmis.store as child
    on
        child.store_id
        = case when movement.kind = 'distribution_out' then movement.counterpart_store_id else movement.store_id end
inner join vlmis.product on movement.product_id = product.product_id
left join vlmis.distribution_receipt as receipt on movement.transfer_id = receipt.transfer_id
left join vlmis.movement as reversal on movement.movement_id = reversal.reverses_movement_id
-- Whoever cancels the loss says that it arrived after all. Counted, it is looked for where a receipt has a loss only.
cross join lateral (
    select count(*) > 0 as is_cancelled
    from vlmis.movement as lost
    inner join vlmis.movement as found on lost.movement_id = found.reverses_movement_id
    where
        lost.transfer_id = movement.transfer_id
        and lost.reason = 'lost_in_transit'
        and movement.quantity > receipt.received
        and reversal.movement_id is null
) as loss
where movement.kind in ('distribution_out', 'requisition_received') and movement.reverses_movement_id is null;

comment on view vlmis.distribution_leg is 'The distributions with what the child confirmed, as seen from the supplier and from the child. Grain: one recorded leg.';
comment on column vlmis.distribution_leg.movement_id is 'The leg.';
comment on column vlmis.distribution_leg.transfer_id is 'The distribution: both legs have it.';
comment on column vlmis.distribution_leg.store_id is 'The store of this leg.';
comment on column vlmis.distribution_leg.parent_store_id is 'The store that supplied.';
comment on column vlmis.distribution_leg.child_store_id is 'The store that received, and confirms.';
comment on column vlmis.distribution_leg.product_id is 'The product.';
comment on column vlmis.distribution_leg.quantity is 'Quantity sent, in the product''s unit.';
comment on column vlmis.distribution_leg.occurred_on is 'Local day of the distribution, as the supplier says.';
comment on column vlmis.distribution_leg.stock_day is 'Stock day in which the distribution is counted.';
comment on column vlmis.distribution_leg.lot is 'Lot number, where one was given.';
comment on column vlmis.distribution_leg.expires_on is 'Expiry date of the lot.';
comment on column vlmis.distribution_leg.recorded_at is 'Clock of the server when the distribution was recorded.';
comment on column vlmis.distribution_leg.recorded_by is 'Username of the person at the supplier, or name of the import.';
comment on column vlmis.distribution_leg.receipt_key is 'Key under which the child confirmed; null: it has not.';
comment on column vlmis.distribution_leg.received is 'Quantity that arrived, in the product''s unit: all of it once the loss is cancelled; null: not confirmed.';
comment on column vlmis.distribution_leg.received_on is 'Local day of receipt; null: not confirmed.';
comment on column vlmis.distribution_leg.received_by is 'Who confirmed; null: nobody.';
comment on column vlmis.distribution_leg.is_reversed is 'The distribution was reversed.';
comment on column vlmis.distribution_leg.closed_on is 'Day from which the child is closed; null: it is open.';
comment on column vlmis.distribution_leg.retired_on is 'Day from which the product is retired; null: it is in use.';
comment on column vlmis.distribution_leg.outcome is 'to_confirm, arrived_whole, arrived_short, cancelled, or never_confirmed (the child is closed or the product retired).';

grant select on vlmis.distribution_leg to vlmis_recorder, vlmis_pipeline;
