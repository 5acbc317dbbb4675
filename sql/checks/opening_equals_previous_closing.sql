-- Opening equals the previous closing; a pair that vanishes stood at 0 and is retired or closed;
-- a new pair opens at 0; a pair opened on the day has its row; a row has a pair that is open.
-- Day zero has no day before it.
-- Grain: one row per offending pair. Params: p_day. Units: the product's.
create or replace function vlmis.opening_equals_previous_closing(p_day date)
returns table (store_id integer, product_id integer, finding text)
language sql stable
begin atomic
    with today as (
        select
            eod_row.store_id,
            eod_row.product_id,
            eod_row.opening
        from vlmis.eod_row
        where eod_row.day = p_day
    ),

    yesterday as (
        select
            eod_row.store_id,
            eod_row.product_id,
            eod_row.closing
        from vlmis.eod_row
        where eod_row.day = p_day - 1
    ),

    compared as (
        select
            coalesce(today.store_id, yesterday.store_id) as store_id,
            coalesce(today.product_id, yesterday.product_id) as product_id,
            today.opening,
            yesterday.closing,
            today.store_id is null as has_vanished
        from today
        full join yesterday on today.store_id = yesterday.store_id and today.product_id = yesterday.product_id
    ),

    unequal as (
        select
            compared.store_id,
            compared.product_id,
            compared.opening,
            compared.closing,
            compared.has_vanished
        from compared
        where compared.has_vanished or compared.opening <> coalesce(compared.closing, 0)
    )

    select
        unequal.store_id,
        unequal.product_id,
        case
            when unequal.has_vanished then 'has no row, though it closed the day before at ' || unequal.closing
            else 'opens at ' || unequal.opening || ', closed the day before at ' || coalesce(unequal.closing, 0)
        end as finding
    from unequal
    inner join vlmis.store on unequal.store_id = store.store_id
    inner join vlmis.product on unequal.product_id = product.product_id
    where
        exists (select from vlmis.stock_day where stock_day.day = p_day - 1)
        and not (
            unequal.has_vanished and unequal.closing = 0
            and (coalesce(store.closed_on <= p_day, false) or coalesce(product.retired_on <= p_day, false))
        )

    union all

    select
        pair.store_id,
        pair.product_id,
        'was opened on the day and has no row' as finding
    from vlmis.pair
    where
        pair.opened_on = p_day
        and not exists (
            select
            from today
            where today.store_id = pair.store_id and today.product_id = pair.product_id
        )

    union all

    -- Yesterday's rows were judged yesterday; only those that are new can lack their pair.
    select
        compared.store_id,
        compared.product_id,
        'has a row, though store and product have not met' as finding
    from compared
    left join vlmis.pair
        on compared.store_id = pair.store_id and compared.product_id = pair.product_id and pair.opened_on <= p_day
    where not compared.has_vanished and compared.closing is null and pair.store_id is null;
end;
