-- The records that a requeue begins a new round for, or tries again.
-- Why:   the preview counts with the same function that the requeue changes records by.
-- Grain: one row per record. Null leaves a choice open.
-- Params: p_states (posted, exhausted, withdrawn), p_includes_remapped (records posted to an old target),
--         p_only (remapped: only these; differing: only posted ones that DHIS2 holds otherwise; null: those of the
--         states). With both days, frozen records that were never sent are among them.
create or replace function vlmis.records_to_requeue(
    p_states text[], p_store_code text, p_product_code text, p_first_day date, p_last_day date,
    p_includes_remapped boolean, p_only text
)
returns table (day date, store_id integer, product_id integer, is_remapped boolean)
language sql stable
begin atomic
    with candidate as (
        select
            moved.day,
            moved.store_id,
            moved.product_id,
            true as is_remapped
        from vlmis.remapped_deliveries(coalesce(p_first_day, '-infinity'), coalesce(p_last_day, 'infinity')) as moved
        where p_includes_remapped and moved.state = 'posted'
        union all
        select
            delivery.day,
            delivery.store_id,
            delivery.product_id,
            false as is_remapped
        from vlmis.delivery
        where
            p_only is null
            and coalesce(delivery.day >= p_first_day, true)
            and coalesce(delivery.day <= p_last_day, true)
            and (
                (
                    delivery.state in ('posted', 'exhausted', 'withdrawn')
                    and delivery.state = any(cast(p_states as vlmis.delivery_state[]))
                )
                -- Held because DHIS2 gave no answer for it.
                or (delivery.state in ('pending', 'refused') and delivery.unanswered_nights > 0)
            )
        union all
        select
            difference.day,
            difference.store_id,
            difference.product_id,
            false as is_remapped
        from vlmis.open_difference as difference
        where
            p_only = 'differing'
            and difference.kind in ('changed', 'missing')
            and coalesce(difference.day >= p_first_day, true)
            and coalesce(difference.day <= p_last_day, true)
        union all
        select
            eod_row.day,
            eod_row.store_id,
            eod_row.product_id,
            false as is_remapped
        from vlmis.eod_row
        left join vlmis.delivery
            on
                eod_row.day = delivery.day
                and eod_row.store_id = delivery.store_id
                and eod_row.product_id = delivery.product_id
        where
            p_only is null
            and delivery.day is null
            and eod_row.day between p_first_day and p_last_day
            -- Day zero holds the initial stock; nothing happened on it.
            and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
    )

    select
        candidate.day,
        candidate.store_id,
        candidate.product_id,
        bool_or(candidate.is_remapped)
    from candidate
    inner join vlmis.store on candidate.store_id = store.store_id
    inner join vlmis.product on candidate.product_id = product.product_id
    where
        (p_store_code is null or store.code = p_store_code)
        and (p_product_code is null or product.code = p_product_code)
    group by candidate.day, candidate.store_id, candidate.product_id;
end;

grant execute on function vlmis.records_to_requeue(text[], text, text, date, date, boolean, text)
to vlmis_pipeline;
