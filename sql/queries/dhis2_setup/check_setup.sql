-- name: select_hidden_stock
-- What DHIS2 dashboards show of each product while they leave zeros out: of a pair that is at 0 now, an older balance.
-- Why:    LAST then takes the last balance that was not 0. Looked for in the last seven frozen days only: the least error.
-- Grain:  one row per product in use that a dashboard would show with too much stock, the largest error first.
-- Units:  the product's
with newest as materialized (
    select max(stock_day.day) as day from vlmis.stock_day where stock_day.state = 'frozen'
),

empty as materialized (
    select
        eod_row.store_id,
        eod_row.product_id
    from vlmis.eod_row
    where eod_row.day = (select newest.day from newest) and eod_row.closing = 0
),

shown as (
    select distinct on (eod_row.store_id, eod_row.product_id)
        eod_row.product_id,
        eod_row.closing
    from vlmis.eod_row
    inner join empty on eod_row.store_id = empty.store_id and eod_row.product_id = empty.product_id
    where
        eod_row.day between (select newest.day - 7 from newest) and (select newest.day - 1 from newest)
        and eod_row.closing <> 0
    order by eod_row.store_id asc, eod_row.product_id asc, eod_row.day desc
),

too_much as (
    select
        shown.product_id,
        sum(shown.closing) as quantity
    from shown
    group by shown.product_id
),

stock as (
    select
        eod_row.product_id,
        sum(eod_row.closing) as closing,
        count(*) filter (where eod_row.closing = 0) as stock_outs
    from vlmis.eod_row
    where eod_row.day = (select newest.day from newest)
    group by eod_row.product_id
)

select
    product.code as product,
    newest.day,
    cast(stock.closing as bigint) as stock,
    cast(stock.closing + too_much.quantity as bigint) as shown,
    stock.stock_outs
from too_much
inner join stock on too_much.product_id = stock.product_id
inner join vlmis.product on too_much.product_id = product.product_id
cross join newest
where product.hmis_code is not null and product.retired_on is null
order by too_much.quantity desc, product.code asc;
