-- On how many days of the month each facility had too little, enough, and too much
-- `analyst.stock_month` has complete months and the running one. Every day has exactly one status; `not_assessed` is left out
-- here, because every facility has limits.
select
    stock_month.store_code as store,
    stock_month.product_code as product,
    stock_month.stock_out_days,
    stock_month.low_days,
    stock_month.adequate_days,
    stock_month.over_days,
    stock_month.consumption
from analyst.stock_month
where stock_month.month = date '2026-03-01' and not stock_month.is_depot
order by stock_month.store_code, stock_month.product_code;
