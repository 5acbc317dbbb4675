-- A range of frozen days summed up by pair: opening of its first day, flows of all, closing of its last.
-- Grain:  one row per store and product, along the supply tree of the last day, then by product code.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
with store_of_day as materialized (
    select
        walk_store.store_id,
        row_number() over (order by walk_store.path collate "C") as number,
        walk_store.level,
        walk_store.path
    from vlmis.walk_store
    where
        walk_store.day = :last_day
        and (cast(:store_ids as integer[]) is null or walk_store.store_id = any(cast(:store_ids as integer[])))
),

present as (
    select
        eod_row.store_id,
        eod_row.product_id
    from vlmis.eod_row
    where eod_row.day = :first_day
    union all
    select
        pair.store_id,
        pair.product_id
    from vlmis.pair
    where pair.opened_on > :first_day and pair.opened_on <= :last_day
),

chosen as (
    select
        present.store_id,
        present.product_id,
        store_of_day.number,
        store_of_day.level,
        store_of_day.path,
        product.code as product_code,
        product.name as product_name,
        product.unit
    from present
    inner join store_of_day on present.store_id = store_of_day.store_id
    inner join vlmis.product on present.product_id = product.product_id
    where cast(:product_code as text) is null or product.code = :product_code
    order by store_of_day.number, product.code
    limit :line_count offset :skipped
)

select
    store.code as store_code,
    store.name as store_name,
    chosen.level,
    chosen.path,
    chosen.product_code,
    chosen.product_name,
    chosen.unit,
    summed.first_day,
    summed.last_day,
    summed.opening,
    summed.arrivals,
    summed.requisitions_received,
    summed.distributions_out,
    summed.returns_in,
    summed.returns_out,
    summed.count_adjustment,
    summed.dispensing,
    summed.wastage,
    summed.closing,
    summed.has_late_entries
from chosen
inner join vlmis.store on chosen.store_id = store.store_id
cross join lateral (
    select
        min(eod_row.day) as first_day,
        max(eod_row.day) as last_day,
        cast(coalesce(sum(eod_row.opening) filter (where eod_row.day = :first_day), 0) as bigint) as opening,
        cast(sum(eod_row.arrivals) as bigint) as arrivals,
        cast(sum(eod_row.requisitions_received) as bigint) as requisitions_received,
        cast(sum(eod_row.distributions_out) as bigint) as distributions_out,
        cast(sum(eod_row.returns_in) as bigint) as returns_in,
        cast(sum(eod_row.returns_out) as bigint) as returns_out,
        cast(sum(eod_row.count_adjustment) as bigint) as count_adjustment,
        cast(sum(eod_row.dispensing) as bigint) as dispensing,
        cast(sum(eod_row.wastage) as bigint) as wastage,
        cast(coalesce(sum(eod_row.closing) filter (where eod_row.day = :last_day), 0) as bigint) as closing,
        bool_or(eod_row.has_late_entries) as has_late_entries
    from vlmis.eod_row
    where
        eod_row.day between :first_day and :last_day
        and eod_row.store_id = chosen.store_id
        and eod_row.product_id = chosen.product_id
) as summed
order by chosen.number, chosen.product_code;
