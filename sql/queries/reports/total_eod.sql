-- Totals of a range of frozen days by product: opening of the first day, flows of all, closing of the last.
-- Grain:  one row per product with rows in the range, by code; line_count counts rows of days, stores and product.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null
-- Units:  the product's; figures of different products are never added up.
with figures as (
    select
        eod_row.product_id,
        count(*) as line_count,
        sum(eod_row.opening) filter (where eod_row.day = :first_day) as opening,
        -- A pair that was opened later in the range stood at 0 when it was.
        sum(eod_row.arrivals) as arrivals,
        sum(eod_row.requisitions_received) as requisitions_received,
        sum(eod_row.distributions_out) as distributions_out,
        sum(eod_row.returns_in) as returns_in,
        sum(eod_row.returns_out) as returns_out,
        sum(eod_row.count_adjustment) as count_adjustment,
        sum(eod_row.dispensing) as dispensing,
        sum(eod_row.wastage) as wastage,
        -- A pair that ended in the range stood at 0.
        sum(eod_row.closing) filter (where eod_row.day = :last_day) as closing,
        count(*) filter (where eod_row.day = :last_day and eod_row.closing = 0) as stores_at_zero,
        count(*) filter (where eod_row.day = :last_day) as stores,
        bool_or(eod_row.has_late_entries) as has_late_entries
    from vlmis.eod_row
    where
        eod_row.day between :first_day and :last_day
        and (cast(:store_ids as integer[]) is null or eod_row.store_id = any(cast(:store_ids as integer[])))
        and (
            cast(:product_code as text) is null
            or eod_row.product_id = (
                select product.product_id from vlmis.product
                where product.code = :product_code
            )
        )
    group by eod_row.product_id
)

select
    product.code as product_code,
    product.name as product_name,
    product.unit,
    figures.line_count,
    cast(coalesce(figures.opening, 0) as bigint) as opening,
    cast(figures.arrivals as bigint) as arrivals,
    cast(figures.requisitions_received as bigint) as requisitions_received,
    cast(figures.distributions_out as bigint) as distributions_out,
    cast(figures.returns_in as bigint) as returns_in,
    cast(figures.returns_out as bigint) as returns_out,
    cast(figures.count_adjustment as bigint) as count_adjustment,
    cast(figures.dispensing as bigint) as dispensing,
    cast(figures.wastage as bigint) as wastage,
    cast(coalesce(figures.closing, 0) as bigint) as closing,
    figures.stores_at_zero,
    figures.stores,
    figures.has_late_entries
from figures
inner join vlmis.product on figures.product_id = product.product_id
order by product.code;
