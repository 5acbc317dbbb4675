-- name: select_waiting_returns
-- Declared returns that no parent has acknowledged, in which a store is child or parent; oldest first.
-- Grain:  one row per return. Params: store_id integer, return_id bigint or null (every one)
-- Units:  the product's
select
    stock_return.return_id,
    stock_return.child_store_id,
    stock_return.parent_store_id,
    child.name as child_store_name,
    parent.code as parent_store_code,
    parent.name as parent_store_name,
    product.name as product_name,
    product.unit,
    stock_return.quantity,
    stock_return.occurred_on,
    stock_return.lot,
    stock_return.expires_on,
    stock_return.recorded_by
from vlmis.stock_return
inner join vlmis.store as child on stock_return.child_store_id = child.store_id
inner join vlmis.store as parent on stock_return.parent_store_id = parent.store_id
inner join vlmis.product on stock_return.product_id = product.product_id
where
    (
        cast(:store_id as integer) is null
        or stock_return.child_store_id = :store_id
        or stock_return.parent_store_id = :store_id
    )
    and (cast(:return_id as bigint) is null or stock_return.return_id = :return_id)
    and not exists (
        select from vlmis.return_acknowledgement
        where return_acknowledgement.return_id = stock_return.return_id
    )
order by stock_return.occurred_on, stock_return.return_id;


-- name: insert_pending_return
-- Insert both legs of an acknowledged return, and what was lost on the way as the child's wastage.
-- Grain:  up to three pending movements. Units: the product's. Params: return_id bigint, stock_day date
insert into pg_temp.pending_movement (
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
    -- Declared before the product was tracked by lot: a remark.
    case when stock_return.occurred_on < product.tracked_from then null else stock_return.lot end as lot,
    coalesce(lot.expires_on, stock_return.expires_on) as expires_on,
    leg.reason
from vlmis.stock_return
inner join vlmis.return_acknowledgement on stock_return.return_id = return_acknowledgement.return_id
inner join vlmis.product on stock_return.product_id = product.product_id
left join vlmis.lot
    on
        product.tracked_from is not null
        and stock_return.product_id = lot.product_id
        and stock_return.lot = lot.lot
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


-- name: find_return_faults
-- Find every faulty field of a declared return. Grain: one row per fault.
-- Params: line integer, source_key, child_store_code, product_code text, quantity bigint, occurred_on, today,
--         first_day date, stores_were_chosen boolean
select
    cast(:line as integer) as line,
    fault.field,
    fault.value,
    coalesce(of_code.code, fault.code) as code,
    jsonb_build_object(
        'store', fault.value, 'product', fault.value, 'today', cast(:today as date),
        'first_day', cast(:first_day as date), 'day', case fault.code
            when 'store_is_closed' then child.closed_on
            when 'product_is_retired' then product.retired_on
            else cast(:occurred_on as date)
        end
    ) || coalesce(of_code.details, '{}') as values
from (values (1)) as declared (position)
left join vlmis.store as child on child.code = :child_store_code
left join vlmis.handed_over_code on handed_over_code.code = :child_store_code
left join vlmis.product on product.code = :product_code
left join vlmis.stock_return on stock_return.source_key = :source_key
cross join lateral (
    values
    (
        'source_key', cast(:source_key as text),
        case
            when trim(:source_key) = '' then 'field_is_missing'
            when stock_return.return_id is not null then 'key_has_other_content'
        end
    ),
    (
        'store_code', cast(:child_store_code as text),
        case
            when child.store_id is null then 'store_not_found'
            when :occurred_on < handed_over_code.changed_hands_on and not :stores_were_chosen
                then 'store_code_changed_hands'
            when child.supplier_store_id is null then 'central_store_has_no_supplier'
            when child.closed_on is not null then 'store_is_closed'
        end
    ),
    (
        'product_code', cast(:product_code as text),
        case
            when product.product_id is null then 'product_not_found'
            when product.retired_on is not null then 'product_is_retired'
        end
    ),
    (
        'quantity', cast(cast(:quantity as bigint) as text),
        case when cast(:quantity as bigint) not between 1 and 999999999 then 'quantity_is_not_positive' end
    ),
    (
        'occurred_on', cast(cast(:occurred_on as date) as text),
        case
            when cast(:occurred_on as date) > :today then 'day_is_after_today'
            when cast(:occurred_on as date) < :first_day then 'day_is_before_first_day'
        end
    )
) as fault (field, value, code)
left join lateral vlmis.store_code_fault(coalesce(fault.value, ''), cast(:occurred_on as date)) as of_code
    on fault.code in ('store_not_found', 'store_code_changed_hands')
where
    fault.code is not null
    and (fault.code <> 'store_code_changed_hands' or of_code.code is not null);


-- name: insert_acknowledgement
-- Insert the received quantity of a return. Grain: one acknowledgement; none: withdrawn meanwhile.
-- Params: return_id, received bigint, source_key, recorded_by text, occurred_on date, recorded_at timestamptz
insert into vlmis.return_acknowledgement (
    return_id, source_key, transfer_id, received, occurred_on, recorded_at, recorded_by
)
values (
    :return_id, :source_key, nextval('vlmis.transfer_id_seq'), :received, :occurred_on, :recorded_at,
    :recorded_by
)
on conflict (return_id) do nothing;


-- name: insert_declaration
-- Insert a return as the child declares it; no stock moves. Grain: one return, to the present supplier.
-- Params: as select_same_declaration, and recorded_at timestamptz, recorded_by text
insert into vlmis.stock_return (
    source_key, child_store_id, parent_store_id, product_id, quantity, occurred_on, lot, expires_on,
    recorded_at, recorded_by
)
select
    :source_key,
    store.store_id,
    store.supplier_store_id,
    product.product_id,
    :quantity,
    :occurred_on,
    :lot,
    :expires_on,
    :recorded_at,
    :recorded_by
from vlmis.store
cross join vlmis.product
where store.code = :child_store_code and product.code = :product_code
returning return_id;


-- name: insert_withdrawal
-- Insert the withdrawal of a declared return. Grain: one row; none: it was acknowledged or withdrawn meanwhile.
-- Params: return_id bigint, source_key, recorded_by text, occurred_on date, recorded_at timestamptz
insert into vlmis.return_acknowledgement (
    return_id, source_key, transfer_id, received, occurred_on, recorded_at, recorded_by, is_withdrawal
)
values (
    :return_id, :source_key, nextval('vlmis.transfer_id_seq'), 0, :occurred_on, :recorded_at, :recorded_by, true
)
on conflict (return_id) do nothing;


-- name: select_return_key_is_used
-- Select whether another return is acknowledged under this key. Params: source_key text, return_id bigint
select count(*) > 0 as is_used
from vlmis.return_acknowledgement
where return_acknowledgement.source_key = :source_key and return_acknowledgement.return_id <> :return_id;


-- name: select_return
-- A declared return and its acknowledgement or withdrawal, if any. Grain: at most one row. Params: return_id bigint
select
    stock_return.quantity,
    stock_return.occurred_on,
    return_acknowledgement.source_key as acknowledged_under,
    return_acknowledgement.received,
    return_acknowledgement.occurred_on as acknowledged_on,
    coalesce(return_acknowledgement.is_withdrawal, false) as is_withdrawal
from vlmis.stock_return
left join vlmis.return_acknowledgement on stock_return.return_id = return_acknowledgement.return_id
where stock_return.return_id = :return_id;


-- name: select_same_declaration
-- The return that was declared under this key with this content. Grain: at most one row.
-- Params: line integer, source_key, child_store_code, product_code, lot text, quantity bigint, occurred_on, expires_on date
select stock_return.return_id
from vlmis.stock_return
inner join vlmis.store on stock_return.child_store_id = store.store_id
inner join vlmis.product on stock_return.product_id = product.product_id
where
    stock_return.source_key = :source_key
    and store.code = :child_store_code
    and product.code = :product_code
    and stock_return.quantity = :quantity
    and stock_return.occurred_on = :occurred_on
    and stock_return.lot is not distinct from cast(:lot as text)
    and stock_return.expires_on is not distinct from cast(:expires_on as date);


-- name: insert_affected_pairs_of_return
-- Insert the child's and the parent's pair of a return. Params: return_id bigint, stock_day date
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    party.store_id,
    stock_return.product_id,
    cast(:stock_day as date)
from vlmis.stock_return
cross join lateral (
    values (stock_return.child_store_id), (stock_return.parent_store_id)
) as party (store_id)
where stock_return.return_id = :return_id;
