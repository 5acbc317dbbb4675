-- name: select_short_stock
-- What was stocked out or low at the end of the newest day with indicators, first the stores with the lowest code.
-- Of the whole country the facilities alone, as on Home; of chosen stores the depots among them too: their keepers read it.
-- Grain:  one row per store and product; at most :line_count of each status, with how many there are in all.
-- Params: store_ids integer[] or null (all), line_count integer. Units: the product's
with short as (
    select
        stock_status.status,
        stock_status.day,
        store.code as store_code,
        store.name as store_name,
        product.code as product_code,
        product.name as product_name,
        product.unit,
        stock_status.closing,
        stock_status.minimum,
        count(*) over (partition by stock_status.status) as of_status,
        row_number() over (
            partition by stock_status.status order by store.code collate "C", product.code collate "C"
        ) as number
    from vlmis.stock_status
    inner join vlmis.store on stock_status.store_id = store.store_id
    inner join vlmis.product on stock_status.product_id = product.product_id
    where
        stock_status.day = (select max(indicator_day.day) from vlmis.indicator_day)
        and stock_status.status in ('stocked_out', 'low')
        and store.closed_on is null
        and product.retired_on is null
        and case
            when cast(:store_ids as integer[]) is null then not stock_status.is_depot
            else stock_status.store_id = any(cast(:store_ids as integer[]))
        end
)

select
    short.status,
    short.day,
    short.store_code,
    short.store_name,
    short.product_name,
    short.unit,
    short.closing,
    short.minimum,
    short.of_status
from short
where short.number <= :line_count
order by short.status, short.number;


-- name: select_waiting_receipts
-- The distributions that some stores have to confirm, the oldest first.
-- Grain:  one row per distribution, at most :line_count, with how many there are in all.
-- Params: store_ids integer[] or null (all), line_count integer. Units: the product's
select
    child.code as store_code,
    child.name as store_name,
    parent.name as parent_store_name,
    product.name as product_name,
    product.unit,
    leg.quantity,
    leg.occurred_on,
    count(*) over () as waiting
from vlmis.distribution_leg as leg
inner join vlmis.store as child on leg.child_store_id = child.store_id
inner join vlmis.store as parent on leg.parent_store_id = parent.store_id
inner join vlmis.product on leg.product_id = product.product_id
where
    leg.store_id = leg.child_store_id
    and leg.outcome = 'to_confirm'
    -- The outcome implies it; written out, it spares the planner the receipts.
    and leg.receipt_key is null
    and (cast(:store_ids as integer[]) is null or leg.store_id = any(cast(:store_ids as integer[])))
order by leg.occurred_on, leg.transfer_id
limit :line_count;
