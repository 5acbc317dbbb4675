-- name: begin_day_zero
-- Begin day zero. Params: day date, run_id text
select vlmis.begin_day_zero(:day, :run_id);


-- name: copy_initial_stock
copy pg_temp.initial_stock (line, store_code, product_code, quantity, lot, expires_on) from stdin;


-- name: create_initial_stock
-- Create the temporary table of the initial stock. Grain: one row per line, dropped at commit.
create temporary table initial_stock (
    line integer,
    store_code text,
    product_code text,
    quantity bigint,
    lot text,
    expires_on text
) on commit drop;


-- name: find_initial_stock_faults
-- Find every faulty field of the initial stock. Grain: one row per fault.
with checked as (
    select
        initial_stock.line,
        initial_stock.store_code,
        initial_stock.product_code,
        initial_stock.quantity,
        store.store_id,
        product.product_id,
        count(*) over (partition by store.store_id, product.product_id, initial_stock.lot) as times
    from pg_temp.initial_stock
    left join vlmis.store on initial_stock.store_code = store.code
    left join vlmis.product on initial_stock.product_code = product.code
)

select
    checked.line,
    fault.field,
    coalesce(fault.value, '') as value,
    coalesce(of_code.code, fault.code) as code,
    jsonb_build_object('store', checked.store_code, 'product', checked.product_code)
    || coalesce(of_code.details, '{}') as values
from checked
cross join lateral (
    values
    ('store_code', checked.store_code, 'store_not_found', checked.store_id is null),
    ('product_code', checked.product_code, 'product_not_found', checked.product_id is null),
    ('quantity', cast(checked.quantity as text), 'quantity_is_negative', coalesce(checked.quantity, -1) < 0),
    (
        'product_code', checked.product_code, 'initial_stock_is_repeated',
        checked.times > 1 and checked.store_id is not null and checked.product_id is not null
    )
) as fault (field, value, code, is_bad)
left join lateral vlmis.store_code_fault(coalesce(fault.value, ''), null) as of_code on fault.code = 'store_not_found'
where fault.is_bad
order by checked.line;


-- name: freeze_initial_stock
-- Insert the initial stock as the rows of day zero.
-- Grain: one row per pair. Params: day date. Units: the product's.
insert into vlmis_days.staging (
    day, store_id, product_id,
    opening, arrivals, requisitions_received, distributions_out, returns_in, returns_out,
    count_adjustment, dispensing, wastage, closing, has_late_entries
)
select
    cast(:day as date) as day,
    store.store_id,
    product.product_id,
    sum(initial_stock.quantity) as opening,
    0 as arrivals,
    0 as requisitions_received,
    0 as distributions_out,
    0 as returns_in,
    0 as returns_out,
    0 as count_adjustment,
    0 as dispensing,
    0 as wastage,
    sum(initial_stock.quantity) as closing,
    false as has_late_entries
from pg_temp.initial_stock
inner join vlmis.store on initial_stock.store_code = store.code
inner join vlmis.product on initial_stock.product_code = product.code
group by store.store_id, product.product_id
order by store.store_id, product.product_id;


-- name: find_initial_lot_faults
-- Find what is wrong with the lots of the initial stock: only products that are tracked on day zero have lots, and a lot
-- has one expiry date. Grain: one row per fault. Params: day date
with checked as (
    select
        initial_stock.line,
        initial_stock.product_code,
        initial_stock.lot,
        initial_stock.expires_on,
        vlmis.to_day(initial_stock.expires_on) as expiry,
        coalesce(product.tracked_from <= :day, false) as is_tracked,
        first_value(vlmis.to_day(initial_stock.expires_on)) over (
            partition by product.product_id, initial_stock.lot
            order by initial_stock.line
        ) as first_expiry
    from pg_temp.initial_stock
    inner join vlmis.product on initial_stock.product_code = product.code
    where num_nonnulls(initial_stock.lot, initial_stock.expires_on) > 0
)

select
    checked.line,
    fault.field,
    coalesce(fault.value, '') as value,
    fault.code,
    jsonb_build_object(
        'product', checked.product_code, 'lot', checked.lot, 'expires_on', checked.first_expiry,
        'recorded_by', session_user
    ) as values
from checked
cross join lateral (
    values
    (
        'lot', checked.lot,
        case
            when not checked.is_tracked then 'product_is_not_tracked'
            when checked.lot is null then 'lot_is_missing'
            when checked.lot <> 'unassigned' and lower(checked.lot) = 'unassigned' then 'lot_is_reserved'
        end
    ),
    (
        'expires_on', checked.expires_on,
        case
            when checked.expires_on is not null and checked.expiry is null then 'not_a_date'
            when not checked.is_tracked or checked.lot is null then null
            when checked.lot = 'unassigned' and checked.expiry is not null then 'unassigned_has_no_expiry_date'
            when lower(checked.lot) <> 'unassigned' and checked.expiry is null then 'lot_needs_expiry_date'
            when checked.expiry <> checked.first_expiry then 'lot_expires_on_another_day'
        end
    )
) as fault (field, value, code)
where fault.code is not null
order by checked.line;


-- name: insert_initial_lots
-- Insert the lots of the initial stock. Params: day date
select
    vlmis.insert_initial_lots(
        array_agg(store.store_id), array_agg(product.product_id), array_agg(initial_stock.lot),
        array_agg(vlmis.to_day(initial_stock.expires_on)), array_agg(initial_stock.quantity)
    )
from pg_temp.initial_stock
inner join vlmis.store on initial_stock.store_code = store.code
inner join vlmis.product on initial_stock.product_code = product.code
where
    product.tracked_from <= :day
    and initial_stock.lot <> 'unassigned'
    and initial_stock.quantity > 0;


-- name: mark_all_chunks_frozen
-- Mark the chunks of day zero as frozen: its rows are the initial stock. Params: day date
update vlmis.walk_chunk
set row_count = 0
where walk_chunk.day = :day;


-- name: open_initial_pairs
-- Open the pairs of the initial stock. Params: none.
select vlmis.open_initial_pairs();
