-- The chosen frozen rows, day by day.
-- Grain:  one row per day, store and product, along the supply tree of each day, then by product code.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
-- Why:    the stores of the page are found by counting, so that only their rows are sorted and joined.
with store_of_day as materialized (
    select
        walk_store.day,
        walk_store.store_id,
        row_number() over (order by walk_store.day, walk_store.path collate "C") as number,
        walk_store.level,
        walk_store.path
    from vlmis.walk_store
    where
        walk_store.day between :first_day and :last_day
        and (cast(:store_ids as integer[]) is null or walk_store.store_id = any(cast(:store_ids as integer[])))
),

counted as (
    select
        eod_row.day,
        eod_row.store_id,
        count(*) as lines
    from vlmis.eod_row
    where
        eod_row.day between :first_day and :last_day
        and (
            cast(:product_code as text) is null
            or eod_row.product_id = (
                select product.product_id from vlmis.product
                where product.code = :product_code
            )
        )
        and (cast(:store_ids as integer[]) is null or eod_row.store_id = any(cast(:store_ids as integer[])))
    group by eod_row.day, eod_row.store_id
),

numbered as (
    select
        store_of_day.day,
        store_of_day.store_id,
        store_of_day.number,
        store_of_day.level,
        store_of_day.path,
        counted.lines,
        sum(counted.lines) over (order by store_of_day.number) - counted.lines as before
    from store_of_day
    inner join counted on store_of_day.day = counted.day and store_of_day.store_id = counted.store_id
),

wanted as materialized (
    select
        numbered.day,
        numbered.store_id,
        numbered.number,
        numbered.level,
        numbered.path,
        numbered.before
    from numbered
    where
        cast(:line_count as integer) is null
        or (numbered.before < :skipped + :line_count and numbered.before + numbered.lines > :skipped)
),

begun as (
    select coalesce(min(wanted.before), 0) as before
    from wanted
)

select
    eod_row.day,
    store.code as store_code,
    store.name as store_name,
    wanted.level,
    wanted.path,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    eod_row.opening,
    eod_row.arrivals,
    eod_row.requisitions_received,
    eod_row.distributions_out,
    eod_row.returns_in,
    eod_row.returns_out,
    eod_row.count_adjustment,
    eod_row.dispensing,
    eod_row.wastage,
    eod_row.closing,
    eod_row.has_late_entries
from wanted
inner join vlmis.eod_row on wanted.day = eod_row.day and wanted.store_id = eod_row.store_id
inner join vlmis.store on eod_row.store_id = store.store_id
inner join vlmis.product on eod_row.product_id = product.product_id
where
    eod_row.day between :first_day and :last_day
    and (cast(:product_code as text) is null or product.code = :product_code)
order by wanted.number, product.code
limit :line_count
offset :skipped - (select begun.before from begun);
