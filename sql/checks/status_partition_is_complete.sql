-- Every EoD row of a day has exactly one stock status, which follows from its closing and the limits stored with it.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.status_partition_is_complete(p_day date)
returns table (rule text, store_id integer, product_id integer)
language sql stable parallel safe
set jit = off
begin atomic
    select
        'status_partition_is_complete' as rule,
        coalesce(eod.store_id, assessed.store_id) as store_id,
        coalesce(eod.product_id, assessed.product_id) as product_id
    from (
        select
            eod_row.store_id,
            eod_row.product_id,
            eod_row.closing
        from vlmis.eod_row
        where eod_row.day = p_day
    ) as eod
    full join (
        select
            stock_status.store_id,
            stock_status.product_id,
            stock_status.closing,
            (stock_status.status = 'stocked_out') = (stock_status.closing = 0)
            and (
                stock_status.closing = 0
                or case stock_status.status
                    when 'not_assessed' then num_nulls(stock_status.minimum, stock_status.maximum) = 2
                    when 'low' then stock_status.closing < stock_status.minimum
                    when 'over' then
                        stock_status.closing > stock_status.maximum and stock_status.closing >= stock_status.minimum
                    when 'adequate' then stock_status.closing between stock_status.minimum and stock_status.maximum
                    else false
                end
            ) as is_consistent
        from vlmis.stock_status
        where stock_status.day = p_day
    ) as assessed
        on eod.store_id = assessed.store_id and eod.product_id = assessed.product_id
    where
        (eod.closing is distinct from assessed.closing)
        or assessed.is_consistent is not true;
end;
