-- How many records of a store wait to be sent: frozen since the first day that is sent, neither posted nor withdrawn.
-- Grain: one value. Params: p_store_id
create or replace function vlmis.count_waiting_records(p_store_id integer) returns bigint
language sql stable
begin atomic
    select count(*)
    from vlmis.eod_row
    cross join vlmis.delivery_start
    left join vlmis.delivery
        on
            eod_row.day = delivery.day
            and eod_row.store_id = delivery.store_id
            and eod_row.product_id = delivery.product_id
    where
        eod_row.store_id = p_store_id
        and eod_row.day >= delivery_start.push_from
        and (delivery.state is null or delivery.state not in ('posted', 'withdrawn'));
end;

grant execute on function vlmis.count_waiting_records(integer) to vlmis_recorder, vlmis_pipeline;
