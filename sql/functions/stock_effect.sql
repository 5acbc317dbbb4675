-- What a movement does to the stock of its store.
create or replace function vlmis.stock_effect(p_kind vlmis.movement_kind, p_quantity integer) returns integer
language sql immutable parallel safe
begin atomic
    select
        case
            when p_kind in ('distribution_out', 'return_out', 'dispensing', 'wastage') then -p_quantity
            else p_quantity
        end;
end;

grant execute on function vlmis.stock_effect(vlmis.movement_kind, integer) to vlmis_recorder, vlmis_pipeline;
