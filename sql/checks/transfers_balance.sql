-- Distributions out equal requisitions received, and returns out equal returns in, per supplier, child and product.
-- Grain: one row per offending supplier and product. Params: p_day. Units: the product's.
create or replace function vlmis.transfers_balance(p_day date)
returns table (store_id integer, product_id integer, finding text)
language sql stable parallel safe rows 1 cost 1500000
set jit = off
begin atomic
    with leg as (
        select
            movement.product_id,
            movement.quantity,
            movement.kind in ('distribution_out', 'requisition_received') as is_distribution,
            movement.kind in ('distribution_out', 'return_out') as is_sent,
            case when movement.kind in ('distribution_out', 'return_in') then movement.store_id
                else movement.counterpart_store_id
            end as supplier_id,
            case when movement.kind in ('distribution_out', 'return_in') then movement.counterpart_store_id
                else movement.store_id
            end as child_id
        from vlmis.movement
        where
            movement.stock_day = p_day
            and movement.kind in ('distribution_out', 'requisition_received', 'return_out', 'return_in')
    )

    select
        leg.supplier_id as store_id,
        leg.product_id,
        case when leg.is_distribution then 'distributions' else 'returns' end
        || ' with store ' || leg.child_id || ': sent ' || coalesce(sum(leg.quantity) filter (where leg.is_sent), 0)
        || ', received ' || coalesce(sum(leg.quantity) filter (where not leg.is_sent), 0) as finding
    from leg
    group by leg.supplier_id, leg.child_id, leg.product_id, leg.is_distribution
    having sum(case when leg.is_sent then leg.quantity else -leg.quantity end) <> 0;
end;
