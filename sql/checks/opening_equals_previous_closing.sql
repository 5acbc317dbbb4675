-- Opening equals the previous closing; a pair that vanishes stood at 0 and is retired or closed;
-- a new pair opens at 0; a pair opened on the day has its row; a row has a pair that is open.
-- Day zero has no day before it: its openings are the initial stock.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.opening_equals_previous_closing(p_day date)
returns table (store_id integer, product_id integer, finding text)
language sql stable parallel safe rows 1 cost 1200000
set jit = off
begin atomic
    with odd as (
        -- One pass over both days; what is equal, nearly all of it, is gone after this.
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
        odd.store_id,
        odd.product_id,
        case
            when odd.opening is null then 'has no row, though it closed the day before at ' || odd.closing
            else 'opens at ' || odd.opening || ', closed the day before at ' || coalesce(odd.closing, 0)
        end as finding
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
        odd.store_id,
        odd.product_id,
        'has a row, though store and product have not met' as finding
    from odd
    left join vlmis.pair
        on odd.store_id = pair.store_id and odd.product_id = pair.product_id and pair.opened_on <= p_day
    where odd.closing is null and pair.store_id is null

    union all

    select
        pair.store_id,
        pair.product_id,
        'was opened on the day and has no row' as finding
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
