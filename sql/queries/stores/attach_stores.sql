-- name: attach_stores_by_code
-- Attach every store without org unit to the org unit of its code that no other store has.
-- Grain:  one row per store attached.
-- A code that two org units share is passed over.
update vlmis.store
set org_unit_uid = unit.org_unit_uid, name = unit.name
from vlmis.present_org_unit as unit
where
    store.org_unit_uid is null
    and store.code = unit.store_code
    and unit.is_usable
    and not unit.is_shared
    and unit.org_unit_uid not in (
        select other.org_unit_uid from vlmis.store as other
        where other.org_unit_uid is not null
    )
returning store.code;


-- name: find_free_org_units
-- Org units that no store has, by words of their name, code or parent, or by their uid; with the store of
-- their DHIS2 parent. Case and accents do not matter.
-- Grain:  one row per org unit, higher ones first, at most line_count.
-- Params: words text (empty: all), line_count integer
select
    org_unit.org_unit_uid,
    org_unit.code,
    org_unit.name,
    org_unit.level,
    parent.name as parent_name,
    parent_store.code as parent_store_code
from vlmis.org_unit
left join vlmis.org_unit as parent on org_unit.parent_uid = parent.org_unit_uid
left join vlmis.store as parent_store on org_unit.parent_uid = parent_store.org_unit_uid
where
    org_unit.is_usable
    and not exists (
        select from vlmis.store
        where store.org_unit_uid = org_unit.org_unit_uid
    )
    and (
        org_unit.org_unit_uid = :words
        or vlmis.plain_text(concat_ws(' ', org_unit.name, org_unit.code, parent.name))
        like all(cast((select vlmis.word_patterns(:words)) as text[]))
    )
order by org_unit.level, org_unit.name, org_unit.org_unit_uid
limit :line_count;


-- name: select_org_unit_branch
-- An org unit and everything below it in DHIS2, parents before children.
-- Grain:  one row per org unit; obstacle: why it is left out of a branch, null where nothing is in the way.
-- Params: uid text
select
    unit.org_unit_uid,
    coalesce(attached.code, unit.store_code) as store_code,
    unit.name,
    coalesce(parent_store.code, parent.store_code) as parent_store_code,
    unit.parent_uid,
    attached.store_id is not null as is_attached,
    case
        when attached.store_id is not null then null
        when unit.is_shared then jsonb_build_object('code', conflict.code, 'values', conflict.values)
        when holder.org_unit_uid is not null then jsonb_build_object(
            'code', 'org_unit_code_is_taken',
            'values', jsonb_build_object(
                'org_unit', unit.name, 'code', unit.store_code, 'store', holder.code, 'name', holder.name
            )
        )
    end as obstacle
from vlmis.present_org_unit as unit
inner join vlmis.org_unit as top on top.org_unit_uid = :uid
left join vlmis.store as attached on unit.org_unit_uid = attached.org_unit_uid
left join vlmis.store as holder on unit.store_code = holder.code
left join vlmis.store_conflict as conflict
    on unit.is_shared and conflict.code = 'code_is_shared_by_org_units' and unit.store_code = conflict.store_code
left join vlmis.present_org_unit as parent on unit.parent_uid = parent.org_unit_uid
left join vlmis.store as parent_store on unit.parent_uid = parent_store.org_unit_uid
where
    unit.is_usable
    and (unit.org_unit_uid = top.org_unit_uid or starts_with(unit.path, top.path || '/'))
order by unit.level, unit.org_unit_uid;
