-- Turn the lines into movements: a transfer into both its legs, everything else into one.
-- Grain: one draft per movement to be.
insert into pg_temp.draft (
    line, source_key, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id,
    occurred_on, stock_day, lot, expires_on, reason
)
with named as (
    select
        resolved.*,
        case
            when resolved.kind in ('distribution_out', 'return_out') then nextval('vlmis.transfer_id_seq')
        end as transfer_id
    from pg_temp.resolved
    order by resolved.line
),

legs as (
    select
        named.line,
        1 as leg,
        named.source_key,
        named.store_id,
        named.product_id,
        named.kind,
        named.counterpart_store_id,
        named.transfer_id
    from named
    union all
    select
        named.line,
        2 as leg,
        named.source_key || '#received' as source_key,
        named.counterpart_store_id as store_id,
        named.product_id,
        case named.kind
            when 'distribution_out' then cast('requisition_received' as vlmis.movement_kind)
            else cast('return_in' as vlmis.movement_kind)
        end as kind,
        named.store_id as counterpart_store_id,
        named.transfer_id
    from named
    where named.transfer_id is not null
)

select
    legs.line,
    legs.source_key,
    legs.store_id,
    legs.product_id,
    legs.kind,
    named.quantity,
    legs.counterpart_store_id,
    legs.transfer_id,
    named.occurred_on,
    named.stock_day,
    named.lot,
    named.expires_on,
    named.reason
from legs
inner join named on legs.line = named.line
order by legs.line, legs.leg;
