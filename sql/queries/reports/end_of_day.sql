-- name: count_eod_pairs
-- How many pairs have frozen rows in a range of days: those of its first day, and those opened later in it.
-- Grain:  one value.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null
with present as (
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
)

select count(*) as pairs
from present
where
    (cast(:store_ids as integer[]) is null or present.store_id = any(cast(:store_ids as integer[])))
    and (
        cast(:product_code as text) is null
        or present.product_id = (
            select product.product_id from vlmis.product
            where product.code = :product_code
        )
    );


-- name: select_eod_days
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
        walk.path,
        counts.lines
    from (
        select
            walk_store.day,
            walk_store.store_id,
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
        counted.path,
        counted.lines,
        sum(counted.lines) over (order by counted.day, counted.path) - counted.lines as before
    from counted
),

wanted as materialized (
    select
        numbered.day,
        numbered.store_id,
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
    walk_store.org_unit_uid,
    supplier.code as supplier_store_code,
    walk_store.level,
    walk_store.path,
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
inner join vlmis.walk_store on wanted.day = walk_store.day and wanted.store_id = walk_store.store_id
inner join vlmis.eod_row on wanted.day = eod_row.day and wanted.store_id = eod_row.store_id
inner join vlmis.store on eod_row.store_id = store.store_id
left join vlmis.store as supplier on walk_store.supplier_store_id = supplier.store_id
inner join vlmis.product on eod_row.product_id = product.product_id
where
    eod_row.day between :first_day and :last_day
    and (cast(:product_code as text) is null or product.code = :product_code)
order by wanted.day, wanted.path, product.code
limit :line_count
offset :skipped - (select begun.before from begun);


-- name: select_eod_pairs
-- A range of frozen days summed up by pair: opening of its first day, flows of all, closing of its last.
-- Grain:  one row per store and product, along the supply tree of the last day, then by product code.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
with store_of_day as materialized (
    select
        walk_store.store_id,
        row_number() over (order by walk_store.path collate "C") as number,
        walk_store.org_unit_uid,
        walk_store.supplier_store_id,
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
        store_of_day.org_unit_uid,
        store_of_day.supplier_store_id,
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
    chosen.org_unit_uid,
    supplier.code as supplier_store_code,
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
left join vlmis.store as supplier on chosen.supplier_store_id = supplier.store_id
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


-- name: select_eod_totals
-- Totals of a range of frozen days by product: opening of the first day, flows of all, closing of the last.
-- Grain:  one row per product with rows in the range, by code; line_count counts rows of days, stores and product.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null
-- Units:  the product's; quantities of different products are never added up.
with summed as (
    select
        eod_row.product_id,
        count(*) as line_count,
        sum(eod_row.opening) filter (where eod_row.day = :first_day) as opening,
        -- A pair that was opened later in the range had 0 then.
        sum(eod_row.arrivals) as arrivals,
        sum(eod_row.requisitions_received) as requisitions_received,
        sum(eod_row.distributions_out) as distributions_out,
        sum(eod_row.returns_in) as returns_in,
        sum(eod_row.returns_out) as returns_out,
        sum(eod_row.count_adjustment) as count_adjustment,
        sum(eod_row.dispensing) as dispensing,
        sum(eod_row.wastage) as wastage,
        -- A pair that ended in the range had 0 then.
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
    summed.line_count,
    cast(coalesce(summed.opening, 0) as bigint) as opening,
    cast(summed.arrivals as bigint) as arrivals,
    cast(summed.requisitions_received as bigint) as requisitions_received,
    cast(summed.distributions_out as bigint) as distributions_out,
    cast(summed.returns_in as bigint) as returns_in,
    cast(summed.returns_out as bigint) as returns_out,
    cast(summed.count_adjustment as bigint) as count_adjustment,
    cast(summed.dispensing as bigint) as dispensing,
    cast(summed.wastage as bigint) as wastage,
    cast(coalesce(summed.closing, 0) as bigint) as closing,
    summed.stores_at_zero,
    summed.stores,
    summed.has_late_entries
from summed
inner join vlmis.product on summed.product_id = product.product_id
order by product.code;


-- name: select_eod_chart
-- One product over a range of frozen days: closing stock and flows of the chosen stores, day by day.
-- Grain:  one row per day, oldest first.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text
-- Units:  the product's; received and issued are net of reversals
select
    eod_row.day,
    cast(sum(eod_row.closing) as bigint) as closing,
    cast(sum(eod_row.arrivals + eod_row.requisitions_received + eod_row.returns_in) as bigint) as received,
    cast(sum(eod_row.distributions_out + eod_row.returns_out) as bigint) as passed_on,
    cast(sum(eod_row.dispensing) as bigint) as dispensing,
    cast(sum(eod_row.wastage) as bigint) as wastage
from vlmis.eod_row
where
    eod_row.day between :first_day and :last_day
    and (cast(:store_ids as integer[]) is null or eod_row.store_id = any(cast(:store_ids as integer[])))
    and eod_row.product_id = (
        select product.product_id from vlmis.product
        where product.code = :product_code
    )
group by eod_row.day
order by eod_row.day;
