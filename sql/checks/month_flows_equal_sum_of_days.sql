-- The flows of a month equal the sum of its days, product by product; opening, flows and closing of each pair add up.
-- Grain: one row per offending product, or pair. Params: p_month, its first day. Units: the product's.
create or replace function vlmis.month_flows_equal_sum_of_days(p_month date)
returns table (rule text, store_id integer, product_id integer)
language sql stable parallel safe
set jit = off
begin atomic
    with of_month as (
        select
            stock_month.product_id,
            sum(stock_month.arrivals) as arrivals,
            sum(stock_month.requisitions_received) as requisitions_received,
            sum(stock_month.distributions_out) as distributions_out,
            sum(stock_month.returns_in) as returns_in,
            sum(stock_month.returns_out) as returns_out,
            sum(stock_month.count_adjustment) as count_adjustment,
            sum(stock_month.dispensing) as dispensing,
            sum(stock_month.wastage) as wastage
        from vlmis.stock_month
        where stock_month.month = p_month
        group by stock_month.product_id
    ),

    of_days as (
        select
            eod_row.product_id,
            sum(eod_row.arrivals) as arrivals,
            sum(eod_row.requisitions_received) as requisitions_received,
            sum(eod_row.distributions_out) as distributions_out,
            sum(eod_row.returns_in) as returns_in,
            sum(eod_row.returns_out) as returns_out,
            sum(eod_row.count_adjustment) as count_adjustment,
            sum(eod_row.dispensing) as dispensing,
            sum(eod_row.wastage) as wastage
        from vlmis.eod_row
        where
            eod_row.day between p_month and cast(p_month + interval '1 month' as date) - 1
            and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
        group by eod_row.product_id
    )

    select
        'month_flows_equal_sum_of_days' as rule,
        cast(null as integer) as store_id,
        coalesce(of_month.product_id, of_days.product_id) as product_id
    from of_month
    full join of_days on of_month.product_id = of_days.product_id
    where
        (
            of_month.arrivals,
            of_month.requisitions_received,
            of_month.distributions_out,
            of_month.returns_in,
            of_month.returns_out,
            of_month.count_adjustment,
            of_month.dispensing,
            of_month.wastage
        ) is distinct from (
            of_days.arrivals,
            of_days.requisitions_received,
            of_days.distributions_out,
            of_days.returns_in,
            of_days.returns_out,
            of_days.count_adjustment,
            of_days.dispensing,
            of_days.wastage
        )
    union all
    select
        'month_flows_equal_sum_of_days' as rule,
        stock_month.store_id,
        stock_month.product_id
    from vlmis.stock_month
    where
        stock_month.month = p_month
        and stock_month.closing
        <> stock_month.opening + stock_month.arrivals + stock_month.requisitions_received
        - stock_month.distributions_out + stock_month.returns_in - stock_month.returns_out
        + stock_month.count_adjustment - stock_month.dispensing - stock_month.wastage;
end;
