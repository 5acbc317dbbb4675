-- The stores for analysts: who supplies each, and the names of the DHIS2 org units above it.
-- Grain: one store, closed ones included, as now.
create or replace view analyst.store as
with recursive supplied as (
    select
        store.store_id,
        1 as level,
        store.code as path
    from vlmis.store
    where store.supplier_store_id is null
    union all
    select
        store.store_id,
        supplied.level + 1 as level,
        supplied.path || '/' || store.code as path
    from supplied
    inner join vlmis.store on supplied.store_id = store.supplier_store_id
),

situated as (
    select
        org_unit.org_unit_uid,
        org_unit.level,
        org_unit.latitude,
        org_unit.longitude,
        array_agg(above.name order by above.level) as names
    from vlmis.org_unit
    cross join unnest(string_to_array(ltrim(org_unit.path, '/'), '/')) as step_uid
    inner join vlmis.org_unit as above on step_uid = above.org_unit_uid
    group by org_unit.org_unit_uid, org_unit.level, org_unit.latitude, org_unit.longitude
)

select
    store.code as store_code,
    store.name as store_name,
    supplier.code as supplier_store_code,
    supplier.name as supplier_store_name,
    supplied.level,
    supplied.path,
    exists(select from vlmis.store as child where child.supplier_store_id = store.store_id) as supplies_others,
    store.org_unit_uid,
    situated.level as org_unit_level,
    situated.names[1] as level_1_name,
    situated.names[2] as level_2_name,
    situated.names[3] as level_3_name,
    situated.names[4] as level_4_name,
    situated.names[5] as level_5_name,
    situated.names[6] as level_6_name,
    situated.names[7] as level_7_name,
    situated.latitude,
    situated.longitude,
    store.closed_on
from vlmis.store
left join supplied on store.store_id = supplied.store_id
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
left join situated on store.org_unit_uid = situated.org_unit_uid;

comment on view analyst.store is 'The stores as they are now: who supplies each, and where it is in the DHIS2 tree. Grain: one store, closed ones included.';
comment on column analyst.store.store_code is 'Code of the store; the key to the other views.';
comment on column analyst.store.store_name is 'Name of the store.';
comment on column analyst.store.supplier_store_code is 'Code of the store that supplies it; null for the central store.';
comment on column analyst.store.supplier_store_name is 'Name of the store that supplies it; null for the central store.';
comment on column analyst.store.level is 'Level in the supply tree; the central store is 1.';
comment on column analyst.store.path is 'Codes of the stores from the central store down to this one, separated by slashes.';
comment on column analyst.store.supplies_others is 'True for a depot, which passes stock on to other stores.';
comment on column analyst.store.org_unit_uid is 'DHIS2 uid of the org unit that it is attached to; null: none.';
comment on column analyst.store.org_unit_level is 'Level of that org unit in the DHIS2 tree; the root is 1; null: not attached.';
comment on column analyst.store.level_1_name is 'Name of the org unit of DHIS2 level 1 above it (the country); the org unit itself counts at its own level; null: not attached.';
comment on column analyst.store.level_2_name is 'Name of the org unit of DHIS2 level 2 above it, or its own; null: none.';
comment on column analyst.store.level_3_name is 'Name of the org unit of DHIS2 level 3 above it, or its own; null: none.';
comment on column analyst.store.level_4_name is 'Name of the org unit of DHIS2 level 4 above it, or its own; null: none.';
comment on column analyst.store.level_5_name is 'Name of the org unit of DHIS2 level 5 above it, or its own; null: none.';
comment on column analyst.store.level_6_name is 'Name of the org unit of DHIS2 level 6 above it, or its own; null: none.';
comment on column analyst.store.level_7_name is 'Name of the org unit of DHIS2 level 7 above it, or its own; null: none.';
comment on column analyst.store.latitude is 'Where the org unit is, in degrees north of the equator (WGS 84); null: not attached, or DHIS2 has no point for it.';
comment on column analyst.store.longitude is 'Where the org unit is, in degrees east of Greenwich (WGS 84); null: not attached, or DHIS2 has no point for it.';
comment on column analyst.store.closed_on is 'Local date from which it takes no movements; null while open.';

grant select on analyst.store to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
