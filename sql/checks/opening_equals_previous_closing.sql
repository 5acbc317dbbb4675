-- The opening equals the previous closing: a new pair opens at 0, and only a pair that closed at 0 and whose
-- store is closed or product retired has no row. A row belongs to an open pair; a pair opened on the day has a row.
-- Day zero has no day before it: its openings are the initial stock.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.opening_equals_previous_closing(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe rows 1 cost 1200000
set jit = off
begin atomic
    with odd as (
        -- One pass over both days removes the pairs that agree, which are nearly all.
        select
            coalesce(today.store_id, yesterday.store_id) as store_id,
            coalesce(today.product_id, yesterday.product_id) as product_id,
            today.opening,
            yesterday.closing
        from (
            select
                eod_row.store_id,
                eod_row.product_id,
                eod_row.opening
            from vlmis.eod_row
            where eod_row.day = p_day
        ) as today
        full join (
            select
                eod_row.store_id,
                eod_row.product_id,
                eod_row.closing
            from vlmis.eod_row
            where eod_row.day = p_day - 1
        ) as yesterday
            on today.store_id = yesterday.store_id and today.product_id = yesterday.product_id
        where today.opening is distinct from yesterday.closing
    )

    select
        'opening_equals_previous_closing' as rule,
        odd.store_id,
        odd.product_id,
        jsonb_build_object('opening', odd.opening, 'previous_closing', odd.closing) as detail
    from odd
    inner join vlmis.store on odd.store_id = store.store_id
    inner join vlmis.product on odd.product_id = product.product_id
    where
        exists (select from vlmis.stock_day where stock_day.day = p_day - 1)
        and coalesce(odd.opening, 0) <> coalesce(odd.closing, 0)
        or (
            odd.opening is null
            and not coalesce(store.closed_on <= p_day, false)
            and not coalesce(product.retired_on <= p_day, false)
        )

    union all

    select
        'row_has_open_pair' as rule,
        odd.store_id,
        odd.product_id,
        '{}'::jsonb as detail
    from odd
    left join vlmis.pair
        on odd.store_id = pair.store_id and odd.product_id = pair.product_id and pair.opened_on <= p_day
    where odd.closing is null and pair.store_id is null

    union all

    select
        'opened_pair_has_row' as rule,
        pair.store_id,
        pair.product_id,
        '{}'::jsonb as detail
    from vlmis.pair
    inner join vlmis.store on pair.store_id = store.store_id
    inner join vlmis.product on pair.product_id = product.product_id
    where
        pair.opened_on = p_day
        and coalesce(store.closed_on > p_day, true)
        and coalesce(product.retired_on > p_day, true)
        and not exists (
            select
            from vlmis.eod_row
            where
                eod_row.day = p_day
                and eod_row.store_id = pair.store_id
                and eod_row.product_id = pair.product_id
        );
end;
