-- name: begin_day_zero
-- Begin day zero. Params: day date, run_id text
select vlmis.begin_day_zero(:day, :run_id);


-- name: copy_initial_stock
copy pg_temp.initial_stock (line, store_code, product_code, quantity) from stdin;


-- name: create_initial_stock
-- Create the temporary table of the initial stock. Grain: one row per line, dropped at commit.
create temporary table initial_stock (
    line integer,
    store_code text,
    product_code text,
    quantity bigint
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
        count(*) over (partition by store.store_id, product.product_id) as times
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
    initial_stock.quantity as opening,
    0 as arrivals,
    0 as requisitions_received,
    0 as distributions_out,
    0 as returns_in,
    0 as returns_out,
    0 as count_adjustment,
    0 as dispensing,
    0 as wastage,
    initial_stock.quantity as closing,
    false as has_late_entries
from pg_temp.initial_stock
inner join vlmis.store on initial_stock.store_code = store.code
inner join vlmis.product on initial_stock.product_code = product.code
order by store.store_id, product.product_id;


-- name: mark_all_chunks_frozen
-- Mark the chunks of day zero as frozen: its rows are the initial stock. Params: day date
update vlmis.walk_chunk
set row_count = 0
where walk_chunk.day = :day;


-- name: open_initial_pairs
-- Open the pairs of the initial stock. Params: none.
select vlmis.open_initial_pairs();
