-- name: select_store_ids
-- The ids of some stores. Grain: one row per code that a store has. Params: codes text[]
select
    store.code,
    store.store_id
from vlmis.store
where store.code = any(cast(:codes as text[]));


-- name: select_store_page
-- A part of the stores that somebody may see, with their suppliers' codes; also closed ones.
-- Grain:  one row per store, by code.
-- Params: visible_store_ids integer[] or null (all), after text (a code; '': from the start), line_count integer
select
    store.code,
    store.name,
    store.org_unit_uid,
    supplier.code as supplier_code,
    store.closed_on
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
where
    store.code collate "C" > :after
    and (
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
    )
order by store.code collate "C"
limit :line_count;


-- name: select_stores
-- All stores with their suppliers' codes.
-- Grain: one row per store, by code.
select
    store.code,
    store.name,
    store.org_unit_uid,
    supplier.code as supplier_code,
    store.closed_on
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
order by store.code collate "C";


-- name: find_stores
-- Stores whose code, name or former code contains some letters, for choosing one.
-- Grain:  one row per store, by code; former_code: only by it the store was found.
-- Params: words text (empty: all), visible_store_ids integer[] or null (all), line_count integer
select
    store.store_id,
    store.code,
    store.name,
    store.closed_on,
    case
        when
            position(lower(cast(:words as text)) in lower(store.code)) = 0
            and position(lower(cast(:words as text)) in lower(store.name)) = 0
            then former.code
    end as former_code
from vlmis.store
left join (
    select
        former_store_code.store_id,
        min(former_store_code.code) as code
    from vlmis.former_store_code
    where position(lower(cast(:words as text)) in lower(former_store_code.code)) > 0
    group by former_store_code.store_id
) as former on store.store_id = former.store_id
where
    (
        position(lower(cast(:words as text)) in lower(store.code)) > 0
        or position(lower(cast(:words as text)) in lower(store.name)) > 0
        or former.code is not null
    )
    and (
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
    )
order by store.code collate "C"
limit :line_count;


-- name: select_branch_store_ids
-- The stores of a branch as it is now: a store, alone or with all below it, among those that a person may see.
-- Grain:  one row per store.
-- Params: store_id integer or null (every branch), with_stores_below boolean,
--         visible_store_ids integer[] or null (all)
with recursive branch as (
    select store.store_id
    from vlmis.store
    where cast(:store_id as integer) is null or store.store_id = :store_id
    union
    select store.store_id
    from vlmis.store
    inner join branch on store.supplier_store_id = branch.store_id
    where :with_stores_below
)

select branch.store_id
from branch
where
    cast(:visible_store_ids as integer[]) is null
    or branch.store_id = any(cast(:visible_store_ids as integer[]));


-- name: select_store
-- A store by its code. Grain: one row when it exists. Params: code text
select
    store.store_id,
    store.code,
    store.name,
    store.closed_on
from vlmis.store
where store.code = :code;


-- name: select_store_code_fault
-- Why a code names no store of today. Grain: at most one row. Params: code text
select
    fault.code,
    fault.details
from vlmis.store_code_fault(:code, null) as fault;
