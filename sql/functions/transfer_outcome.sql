-- What became of a transfer that the receiving store confirms: a distribution, or a declared return.
-- Why: one definition for lists, pages, API, stock card and trace. The labels are the terms transfer_outcome.
-- Params: p_sent and p_received (null: nobody confirmed it), in the product's unit; p_is_withdrawn: the declaration was
--         withdrawn; p_is_reversed: its movements were reversed; p_is_over: nobody can confirm it any more
create or replace function vlmis.transfer_outcome(
    p_sent bigint, p_received bigint, p_is_withdrawn boolean, p_is_reversed boolean, p_is_over boolean
) returns text
language sql immutable parallel safe
begin atomic
    select
        case
            when p_is_withdrawn then 'withdrawn'
            when p_is_reversed then 'cancelled'
            when p_received is null and p_is_over then 'never_confirmed'
            when p_received is null then 'to_confirm'
            when p_received < p_sent then 'arrived_short'
            else 'arrived_whole'
        end;
end;

grant execute on function vlmis.transfer_outcome(bigint, bigint, boolean, boolean, boolean)
to vlmis_recorder, vlmis_pipeline;
