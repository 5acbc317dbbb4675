-- Facilities whose stock is below the minimum, with months of stock
-- As at the end of one day; a stock-out is below every minimum. `minimum` is in units: a limit in months is converted with
-- the consumption of the facility when the day is computed.
select
    stock_status.store_code as store,
    stock_status.product_code as product,
    stock_status.closing,
    stock_status.minimum,
    stock_status.average_monthly_consumption,
    stock_status.months_of_stock
from analyst.stock_status
where
    stock_status.day = date '2026-03-31'
    and not stock_status.is_depot
    and stock_status.closing < stock_status.minimum
order by stock_status.months_of_stock, stock_status.store_code, stock_status.product_code;
