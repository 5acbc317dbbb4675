-- Of the days of a pair in a month each has one status, and no more days close with 0 than the month has.
-- Grain: one row per offending pair. Params: p_month, its first day.
create or replace function vlmis.stock_out_days_are_at_most_days(p_month date)
returns table (rule text, store_id integer, product_id integer)
language sql stable parallel safe
set jit = off
begin atomic
    select
        'stock_out_days_are_at_most_days' as rule,
        stock_month.store_id,
        stock_month.product_id
    from vlmis.stock_month
    where
        stock_month.month = p_month
        and not (
            stock_month.stock_out_days between 0 and stock_month.days
            and stock_month.days
            = stock_month.stock_out_days + stock_month.low_days + stock_month.adequate_days
            + stock_month.over_days + stock_month.not_assessed_days
            and stock_month.days between 1 and cast(p_month + interval '1 month' as date) - p_month
            and stock_month.limited_days between stock_month.adequate_days and stock_month.days
            and stock_month.discrepancy_days between 0 and stock_month.days
        );
end;
