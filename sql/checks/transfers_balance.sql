-- Distributions out equal requisitions received, and returns out equal returns in, per supplier, child and product.
-- Grain: one row per offending supplier and product. Params: p_day. Units: the product's.
create or replace function vlmis.transfers_balance(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
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
        'transfers_balance' as rule,
        leg.supplier_id as store_id,
        leg.product_id,
        jsonb_build_object(
            'sender', (
                select store.code from vlmis.store
                where store.store_id = case when leg.is_distribution then leg.supplier_id else leg.child_id end
            ),
            'receiver', (
                select store.code from vlmis.store
                where store.store_id = case when leg.is_distribution then leg.child_id else leg.supplier_id end
            ),
            'sent', coalesce(sum(leg.quantity) filter (where leg.is_sent), 0),
            'received', coalesce(sum(leg.quantity) filter (where not leg.is_sent), 0)
        ) as detail
    from leg
    group by leg.supplier_id, leg.child_id, leg.product_id, leg.is_distribution
    having sum(case when leg.is_sent then leg.quantity else -leg.quantity end) <> 0;
end;
