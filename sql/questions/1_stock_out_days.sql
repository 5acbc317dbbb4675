-- Stock-out days by region and product last month
-- A stock-out day is a frozen day that a store ends with nothing of a product. Depots only pass stock on, so they are left
-- out. `pair_days` is what the days are compared with: every facility and product on every day of the month.
select
    store.level_2_name as region,
    stock_status.product_code as product,
    count(*) filter (where stock_status.status = 'stocked_out') as stock_out_days,
    count(*) as pair_days,
    round(100.0 * count(*) filter (where stock_status.status = 'stocked_out') / count(*), 1) as percent
from analyst.stock_status
inner join analyst.store on stock_status.store_code = store.store_code
where stock_status.day between date '2026-03-01' and date '2026-03-31' and not stock_status.is_depot
group by store.level_2_name, stock_status.product_code
order by store.level_2_name, stock_status.product_code;
