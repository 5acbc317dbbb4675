-- name: select_return_page
-- A part of the returns, with what was acknowledged, in the order of declaration.
-- Grain:  one row per return.
-- Params: return_id bigint or null, source_key text or null, store_id integer or null (child or parent),
--         is_waiting boolean or null, visible_store_ids integer[] or null (all), after bigint, line_count integer
-- Units:  the product's
select
    stock_return.return_id,
    stock_return.source_key,
    stock_return.child_store_id,
    child.code as child_store_code,
    stock_return.parent_store_id,
    parent.code as parent_store_code,
    product.code as product_code,
    product.unit,
    stock_return.quantity,
    stock_return.occurred_on,
    stock_return.lot,
    stock_return.expires_on,
    stock_return.recorded_at,
    stock_return.recorded_by,
    return_acknowledgement.received,
    return_acknowledgement.occurred_on as acknowledged_on,
    return_acknowledgement.recorded_by as acknowledged_by,
    coalesce(return_acknowledgement.is_withdrawal, false) as is_withdrawn
from vlmis.stock_return
inner join vlmis.store as child on stock_return.child_store_id = child.store_id
inner join vlmis.store as parent on stock_return.parent_store_id = parent.store_id
inner join vlmis.product on stock_return.product_id = product.product_id
left join vlmis.return_acknowledgement on stock_return.return_id = return_acknowledgement.return_id
where
    stock_return.return_id > :after
    and (cast(:return_id as bigint) is null or stock_return.return_id = :return_id)
    and (cast(:source_key as text) is null or stock_return.source_key = :source_key)
    and (
        cast(:store_id as integer) is null
        or cast(:store_id as integer) in (stock_return.child_store_id, stock_return.parent_store_id)
    )
    and (
        cast(:is_waiting as boolean) is null
        or (return_acknowledgement.return_id is null) = cast(:is_waiting as boolean)
    )
    and (
        cast(:visible_store_ids as integer[]) is null
        or stock_return.child_store_id = any(cast(:visible_store_ids as integer[]))
        or stock_return.parent_store_id = any(cast(:visible_store_ids as integer[]))
    )
order by stock_return.return_id
limit :line_count;
