-- The records that a person can withdraw: what waits to be sent, held or not, and what has failed.
-- Why:   the preview counts with the same function that the withdrawal changes records by.
-- Grain: one row per record. Null leaves a choice open.
create or replace function vlmis.records_to_withdraw(
    p_store_code text, p_product_code text, p_first_day date, p_last_day date
)
returns table (day date, store_id integer, product_id integer)
language sql stable
begin atomic
    with candidate as (
        select
            to_deliver.day,
            record.store_id,
            record.product_id
        from vlmis.delivery_start as start
        cross join lateral vlmis.days_to_deliver(start.push_from) as to_deliver
        cross join lateral vlmis.open_records(to_deliver.day) as record
        where
            (record.state is not null or to_deliver.day >= start.push_from)
            and coalesce(to_deliver.day >= p_first_day, true)
            and coalesce(to_deliver.day <= p_last_day, true)
        union all
        select
            delivery.day,
            delivery.store_id,
            delivery.product_id
        from vlmis.delivery
        where
            -- By the attempts it is found in an index.
            delivery.attempts = 5
            and delivery.state = 'exhausted'
            and coalesce(delivery.day >= p_first_day, true)
            and coalesce(delivery.day <= p_last_day, true)
    )

    select
        candidate.day,
        candidate.store_id,
        candidate.product_id
    from candidate
    inner join vlmis.store on candidate.store_id = store.store_id
    inner join vlmis.product on candidate.product_id = product.product_id
    where
        (p_store_code is null or store.code = p_store_code)
        and (p_product_code is null or product.code = p_product_code);
end;

grant execute on function vlmis.records_to_withdraw(text, text, date, date) to vlmis_pipeline;
