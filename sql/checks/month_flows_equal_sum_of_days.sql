-- The flows of a month equal the sum of its days, product by product; opening, flows and closing of each pair add up.
-- Why:   each flow is weighted with a prime of its own, so that one sum also shows a flow that is counted as another.
-- Grain: one row per offending product, or pair. Params: p_month, its first day. Units: the product's.
create or replace function vlmis.month_flows_equal_sum_of_days(p_month date)
returns table (rule text, store_id integer, product_id integer)
language sql stable parallel safe
set jit = off
begin atomic
    with of_month as (
        select
            stock_month.product_id,
            sum(
                stock_month.arrivals * 2 + stock_month.requisitions_received * 3 + stock_month.distributions_out * 5
                + stock_month.returns_in * 7 + stock_month.returns_out * 11 + stock_month.count_adjustment * 13
                + stock_month.dispensing * 17 + stock_month.wastage * 19
            ) as flows
        from vlmis.stock_month
        where stock_month.month = p_month
        group by stock_month.product_id
    ),

    of_days as (
        select
            eod_row.product_id,
            sum(
                eod_row.arrivals * 2 + eod_row.requisitions_received * 3 + eod_row.distributions_out * 5
                + eod_row.returns_in * 7 + eod_row.returns_out * 11 + eod_row.count_adjustment * 13
                + eod_row.dispensing * 17 + eod_row.wastage * 19
            ) as flows
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
    where (of_month.flows is distinct from of_days.flows)
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
