-- The chosen frozen rows, day by day.
-- Grain:  one row per day, store and product, along the supply tree of each day, then by product code.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
-- Why:    every counted store has a line at least, so that as many stores as the page and all before it have
--         lines are enough: the walk is read from its beginning and counting stops there.
with counted as (
    select
        walk.day,
        walk.store_id,
        walk.level,
        walk.path,
        counts.lines
    from (
        select
            walk_store.day,
            walk_store.store_id,
            walk_store.level,
            walk_store.path collate "C" as path
        from vlmis.walk_store
        where
            walk_store.day between :first_day and :last_day
            and (cast(:store_ids as integer[]) is null or walk_store.store_id = any(cast(:store_ids as integer[])))
        order by walk_store.day, path
    ) as walk
    cross join lateral (
        select count(*) as lines
        from vlmis.eod_row
        where
            eod_row.day = walk.day
            and eod_row.day between :first_day and :last_day
            and eod_row.store_id = walk.store_id
            and (
                cast(:product_code as text) is null
                or eod_row.product_id = (
                    select product.product_id from vlmis.product
                    where product.code = :product_code
                )
            )
    ) as counts
    where counts.lines > 0
    order by walk.day, walk.path
    limit :skipped + cast(:line_count as integer)
),

numbered as (
    select
        counted.day,
        counted.store_id,
        counted.level,
        counted.path,
        counted.lines,
        sum(counted.lines) over (order by counted.day, counted.path) - counted.lines as before
    from counted
),

wanted as materialized (
    select
        numbered.day,
        numbered.store_id,
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
order by wanted.day, wanted.path, product.code
limit :line_count
offset :skipped - (select begun.before from begun);
