-- Both legs of an acknowledged return, and what was lost on the way as the child's wastage.
-- Grain:  up to three drafts. Units: the product's. Params: return_id bigint, stock_day date
insert into pg_temp.draft (
    line, source_key, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id,
    occurred_on, stock_day, lot, expires_on, reason
)
select
    1 as line,
    return_acknowledgement.source_key || leg.suffix as source_key,
    leg.store_id,
    stock_return.product_id,
    cast(leg.kind as vlmis.movement_kind) as kind,
    leg.quantity,
    leg.counterpart_store_id,
    return_acknowledgement.transfer_id,
    return_acknowledgement.occurred_on,
    cast(:stock_day as date) as stock_day,
    stock_return.lot,
    stock_return.expires_on,
    leg.reason
from vlmis.stock_return
inner join vlmis.return_acknowledgement on stock_return.return_id = return_acknowledgement.return_id
cross join lateral (
    values
    (
        1, stock_return.child_store_id, 'return_out', return_acknowledgement.received,
        stock_return.parent_store_id, '#sent', null
    ),
    (
        2, stock_return.parent_store_id, 'return_in', return_acknowledgement.received,
        stock_return.child_store_id, '#returned', null
    ),
    (
        3, stock_return.child_store_id, 'wastage', stock_return.quantity - return_acknowledgement.received,
        null, '#lost', 'lost_in_return'
    )
) as leg (position, store_id, kind, quantity, counterpart_store_id, suffix, reason)
where stock_return.return_id = :return_id and leg.quantity > 0
order by leg.position;
