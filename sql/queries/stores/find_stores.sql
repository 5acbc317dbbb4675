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
-- Stores by words of their code, name, former code or area, for choosing one; case and accents do not matter.
-- Grain:  one row per store, first those whose code or name begins with the words, then by code.
--         area: the org units above it, or its supplier where it has none; former_code: only by it the store was found.
-- Params: words text (empty: all), visible_store_ids integer[] or null (all), line_count integer
with named as materialized (
    select
        store.store_id,
        store.code,
        store.name,
        store.closed_on,
        coalesce(nullif(concat_ws(', ', parent.name, area.name), ''), supplier.name, '') as area,
        former.codes as former_codes,
        cast(:words as text) = '' as is_any
    from vlmis.store
    left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
    left join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
    left join vlmis.org_unit as parent on org_unit.parent_uid = parent.org_unit_uid
    left join vlmis.org_unit as area on parent.parent_uid = area.org_unit_uid
    left join (
        select
            former_store_code.store_id,
            string_agg(former_store_code.code, ' ' order by former_store_code.code) as codes
        from vlmis.former_store_code
        group by former_store_code.store_id
    ) as former on store.store_id = former.store_id
    where
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
),

-- Each text is made plain once; the words once for all.
searched as materialized (
    select
        named.*,
        case when not named.is_any then vlmis.plain_text(concat_ws(' ', named.code, named.name, named.area)) end as text
    from named
),

wanted as materialized (
    select
        vlmis.plain_text(:words) as plain,
        vlmis.word_patterns(:words) as patterns
)

select
    searched.store_id,
    searched.code,
    searched.name,
    searched.closed_on,
    searched.area,
    case
        when not searched.is_any and not searched.text like all(wanted.patterns)
            then (
                select min(former_store_code.code)
                from vlmis.former_store_code
                where
                    former_store_code.store_id = searched.store_id
                    and searched.text || ' ' || vlmis.plain_text(former_store_code.code) like all(wanted.patterns)
            )
    end as former_code
from searched
cross join wanted
where
    searched.is_any
    or searched.text like all(wanted.patterns)
    or searched.text || ' ' || vlmis.plain_text(searched.former_codes) like all(wanted.patterns)
order by
    case
        when searched.is_any then 0
        when starts_with(vlmis.plain_text(searched.code), wanted.plain) then 1
        when starts_with(vlmis.plain_text(searched.name), wanted.plain) then 2
        else 3
    end,
    searched.code collate "C"
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
