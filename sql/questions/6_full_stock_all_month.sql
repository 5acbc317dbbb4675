-- Facilities with full stock all month
-- Full stock availability: no product of the facility was out of stock at the end of any day of the month.
select
    store.level_2_name as region,
    stock_status.store_code as store,
    count(distinct stock_status.product_code) as products
from analyst.stock_status
inner join analyst.store on stock_status.store_code = store.store_code
where stock_status.day between date '2026-03-01' and date '2026-03-31' and not stock_status.is_depot
group by store.level_2_name, stock_status.store_code
having not bool_or(stock_status.status = 'stocked_out')
order by store.level_2_name, stock_status.store_code;
