-- name: select_clock
-- The database's clock, the same instant as local time in the country's zone, and the zone that the gate goes by.
-- Grain: one row. Params: zone text
select
    now() as database_now,
    timezone(:zone, now()) as database_local_now,
    stock_calendar.time_zone as gate_zone
from vlmis.stock_calendar;


-- name: select_excess_rights
-- Rights that no role of the application may have. Grain: one row per role and right too many. Params: none.
with role as (
    select
        pg_roles.oid,
        pg_roles.rolname,
        pg_roles.rolsuper,
        pg_roles.rolcreaterole,
        pg_roles.rolcreatedb,
        pg_roles.rolbypassrls,
        pg_has_role(pg_roles.oid, 'vlmis_owner', 'member') as is_owner  -- A superuser is a member of all.
    from pg_catalog.pg_roles
    where pg_roles.rolname in ('vlmis_recorder', 'vlmis_pipeline', 'vlmis_analyst', 'vlmis_auth')
),

application_table as (
    select
        pg_class.oid,
        pg_class.relname,
        pg_class.relowner
    from pg_catalog.pg_class
    inner join pg_catalog.pg_namespace on pg_class.relnamespace = pg_namespace.oid
    where pg_namespace.nspname in ('vlmis', 'vlmis_days') and pg_class.relkind in ('r', 'p')
)

select
    role.rolname as role_name,
    'role_has_server_rights' as code,
    null as table_name
from role
where role.rolsuper or role.rolcreaterole or role.rolcreatedb or role.rolbypassrls
union all
select
    role.rolname as role_name,
    'role_is_member_of_owner' as code,
    null as table_name
from role
where role.is_owner and not role.rolsuper
union all
select
    role.rolname as role_name,
    'role_owns_table' as code,
    application_table.relname as table_name
from role
inner join application_table on role.oid = application_table.relowner
union all
select
    role.rolname as role_name,
    'role_may_change_table' as code,
    application_table.relname as table_name
from role
cross join application_table
where
    not role.is_owner
    and (
        application_table.relname in ('movement', 'eod_row', 'stock_day', 'stock_count')
        or application_table.relname like 'eod\_row\_%'
    )
    and has_table_privilege(role.oid, application_table.oid, 'update, delete, truncate')
order by role_name, code, table_name;


-- name: select_is_migrated
-- Has a migration ever run here? Grain: one value. Params: none.
select to_regclass('vlmis.alembic_version') is not null;


-- name: select_revision
-- The schema's revision. Grain: one value. Params: none.
select alembic_version.version_num
from vlmis.alembic_version;


-- name: select_stuck_day
-- A day that has been closing for long. Grain: at most one row. Params: begun_before timestamptz
select
    stock_day.day,
    stock_day.run_id,
    stock_day.begun_at
from vlmis.stock_day
where stock_day.state = 'closing' and stock_day.begun_at < :begun_before;


-- name: count_unmapped
-- Stores without org unit, and products without HMIS Code, of those in use: their data never reach DHIS2.
-- Grain: one row. Params: none.
select
    (
        select count(*) from vlmis.store
        where store.closed_on is null and store.org_unit_uid is null
    ) as store_count,
    (
        select count(*) from vlmis.product
        where product.retired_on is null and product.hmis_code is null
    ) as product_count;
