-- name: create_comparison
-- Create the empty database in which the migrations make what a deployment should have. Params: none.
create database vlmis_comparison template template0;


-- name: drop_comparison
-- Drop it, also one that an interrupted comparison has left. Params: none.
drop database if exists vlmis_comparison with (force);


-- name: reset_roles
-- Let the roles have the settings that the migrations make, and no other. To be rolled back. Params: none.
do $$
declare
    role_name text;
begin
    foreach role_name in array array[
        'vlmis_owner', 'vlmis_recorder', 'vlmis_pipeline', 'vlmis_analyst', 'vlmis_auth'
    ] loop
        execute format('alter role %I reset all', role_name);
    end loop;
end
$$;


-- name: select_search_path
-- Let definitions name every object with its schema. Params: none.
select set_config('search_path', 'pg_catalog', true);


-- name: create_own_schemas
-- Create, for this session, the list of the system's schemas: those of its owner. Params: none.
create temporary view own_schema as
select
    pg_namespace.oid,
    pg_namespace.nspname,
    pg_namespace.nspowner,
    pg_namespace.nspacl
from pg_catalog.pg_namespace
where pg_get_userbyid(pg_namespace.nspowner) = 'vlmis_owner';


-- name: create_own_relations
-- Create, for this session, the list of their tables, views and sequences, partitions of days left out. Params: none.
create temporary view own_relation as
select
    pg_class.oid,
    pg_class.relkind,
    pg_class.relowner,
    pg_class.relacl,
    pg_class.relpersistence,
    pg_class.relrowsecurity,
    pg_class.relforcerowsecurity,
    pg_class.reloptions,
    format('%I.%I', own_schema.nspname, pg_class.relname) as name
from pg_catalog.pg_class
inner join pg_temp.own_schema on pg_class.relnamespace = own_schema.oid
where
    not pg_class.relispartition
    and pg_class.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    -- A table of its own while a day is being frozen.
    and (own_schema.nspname, pg_class.relname) <> ('vlmis_days', 'staging');


-- name: create_own_partitions
-- Create, for this session, the list of the partitions of days, which the migrations do not make. Params: none.
create temporary view own_partition as
select
    pg_class.oid,
    pg_class.relowner,
    pg_class.relacl,
    pg_inherits.inhparent,
    format('%I.%I', pg_namespace.nspname, pg_class.relname) as name
from pg_catalog.pg_class
inner join pg_catalog.pg_namespace on pg_class.relnamespace = pg_namespace.oid
inner join pg_catalog.pg_inherits on pg_class.oid = pg_inherits.inhrelid
inner join pg_temp.own_relation on pg_inherits.inhparent = own_relation.oid
where pg_class.relkind = 'r';


-- name: create_own_functions
-- Create, for this session, the list of the system's functions. Params: none.
create temporary view own_function as
select
    pg_proc.oid,
    pg_proc.prokind,
    pg_proc.proowner,
    pg_proc.proacl,
    format(
        '%I.%I(%s)', own_schema.nspname, pg_proc.proname, pg_get_function_identity_arguments(pg_proc.oid)
    ) as name
from pg_catalog.pg_proc
inner join pg_temp.own_schema on pg_proc.pronamespace = own_schema.oid;


-- name: select_rights
-- Select who owns what and who may do what, the same text in whatever order it was granted.
-- Grain: one row per object with rights; of the partitions of days those that somebody else may use. Params: none.
with owned as (
    select
        'schema' as kind,
        own_schema.nspname as name,
        own_schema.nspowner as owner,
        coalesce(own_schema.nspacl, acldefault('n', own_schema.nspowner)) as rights
    from pg_temp.own_schema
    union all
    select
        'table' as kind,
        relation.name,
        relation.relowner as owner,
        coalesce(
            relation.relacl,
            case relation.relkind
                when 'S' then acldefault('s', relation.relowner) else acldefault('r', relation.relowner)
            end
        ) as rights
    from pg_temp.own_relation as relation
    union all
    select
        'function' as kind,
        function.name,
        function.proowner as owner,
        coalesce(function.proacl, acldefault('f', function.proowner)) as rights
    from pg_temp.own_function as function
    union all
    select
        'column' as kind,
        relation.name || '.' || pg_attribute.attname as name,
        relation.relowner as owner,
        pg_attribute.attacl as rights
    from pg_temp.own_relation as relation
    inner join pg_catalog.pg_attribute on relation.oid = pg_attribute.attrelid
    where pg_attribute.attacl is not null
)

select
    'rights' as kind,
    owned.kind || ' ' || owned.name as name,
    pg_get_userbyid(owned.owner) || ': ' || coalesce(
        (
            select string_agg(
                concat_ws(
                    ' ', coalesce(pg_roles.rolname, 'public'), item.privilege_type,
                    case when item.is_grantable then 'with grant option' end
                ),
                ', ' order by coalesce(pg_roles.rolname, 'public'), item.privilege_type
            )
            from aclexplode(owned.rights) as item
            left join pg_catalog.pg_roles on item.grantee = pg_roles.oid
        ),
        ''
    ) as definition
from owned
union all
select
    'rights' as kind,
    'table ' || partition.name as name,
    pg_get_userbyid(partition.relowner) || ' ' || partition.relacl::text as definition
from pg_temp.own_partition as partition
inner join pg_temp.own_relation as relation on partition.inhparent = relation.oid
where
    partition.relowner <> relation.relowner
    or exists (
        select from aclexplode(partition.relacl) as item
        where item.grantee <> relation.relowner
    );


-- name: select_database_rights
-- Select who may do what in the database, and with objects that are made later.
-- Grain: one row for the database, and one per default. Params: none.
select
    'rights' as kind,
    'database' as name,
    string_agg(
        concat_ws(' ', coalesce(pg_roles.rolname, 'public'), item.privilege_type),
        ', ' order by coalesce(pg_roles.rolname, 'public'), item.privilege_type
    ) as definition
from pg_catalog.pg_database
cross join lateral aclexplode(coalesce(pg_database.datacl, acldefault('d', pg_database.datdba))) as item
left join pg_catalog.pg_roles on item.grantee = pg_roles.oid
where
    pg_database.datname = current_database()
    and (
        pg_roles.oid is null
        or pg_roles.rolname in ('vlmis_owner', 'vlmis_recorder', 'vlmis_pipeline', 'vlmis_analyst', 'vlmis_auth')
    )
union all
select
    'rights' as kind,
    'by default in ' || coalesce(own_schema.nspname, 'every schema') as name,
    string_agg(concat_ws(' ', pg_default_acl.defaclobjtype, pg_default_acl.defaclacl), ', ') as definition
from pg_catalog.pg_default_acl
left join pg_temp.own_schema on pg_default_acl.defaclnamespace = own_schema.oid
where pg_default_acl.defaclnamespace = 0 or own_schema.oid is not null
group by own_schema.nspname;


-- name: select_role_settings
-- Select how the roles begin their sessions, and who begins them without triggers.
-- Grain: one row per role, and per such setting. Params: none.
-- No trigger is asked in a session that begins so.
select
    'setting' as kind,
    concat_ws(' of ', setting, pg_roles.rolname) as name,
    'switches triggers off' as definition
from pg_catalog.pg_db_role_setting
cross join lateral unnest(pg_db_role_setting.setconfig) as setting
left join pg_catalog.pg_roles on pg_db_role_setting.setrole = pg_roles.oid
where
    setting like 'session\_replication\_role=%'
    and pg_db_role_setting.setdatabase in (
        0, (select pg_database.oid from pg_catalog.pg_database where pg_database.datname = current_database())
    )
union all
select
    'role' as kind,
    pg_roles.rolname as name,
    concat_ws(
        ' ', pg_roles.rolcanlogin, pg_roles.rolconnlimit,
        (
            select string_agg(setting, ', ' order by setting)
            from pg_catalog.pg_db_role_setting
            cross join lateral unnest(pg_db_role_setting.setconfig) as setting
            where
                pg_db_role_setting.setrole = pg_roles.oid
                and (
                    pg_db_role_setting.setdatabase = 0
                    or pg_db_role_setting.setdatabase
                    = (
                        select pg_database.oid
                        from pg_catalog.pg_database
                        where pg_database.datname = current_database()
                    )
                )
        )
    ) as definition
from pg_catalog.pg_roles
where pg_roles.rolname in ('vlmis_owner', 'vlmis_recorder', 'vlmis_pipeline', 'vlmis_analyst', 'vlmis_auth');


-- name: select_definitions
-- Select how functions, tables, views, columns and types are defined.
-- Grain: one row per object. Params: none.
select
    'function' as kind,
    function.name,
    case when function.prokind in ('f', 'p') then pg_get_functiondef(function.oid) else function.prokind::text end
        as definition
from pg_temp.own_function as function
union all
select
    'table' as kind,
    relation.name,
    concat_ws(
        ' ', relation.relkind, relation.relpersistence, relation.relrowsecurity, relation.relforcerowsecurity,
        case when relation.relkind in ('v', 'm') then relation.reloptions::text end,
        case when relation.relkind in ('v', 'm') then pg_get_viewdef(relation.oid) end
    ) as definition
from pg_temp.own_relation as relation
union all
select
    'column' as kind,
    relation.name || '.' || pg_attribute.attname as name,
    concat_ws(
        ' ', format_type(pg_attribute.atttypid, pg_attribute.atttypmod), pg_attribute.attnotnull,
        pg_attribute.attidentity, pg_attribute.attgenerated, pg_attribute.attcollation::regcollation,
        pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid)
    ) as definition
from pg_temp.own_relation as relation
inner join pg_catalog.pg_attribute on relation.oid = pg_attribute.attrelid
left join pg_catalog.pg_attrdef
    on pg_attribute.attrelid = pg_attrdef.adrelid and pg_attribute.attnum = pg_attrdef.adnum
where pg_attribute.attnum > 0 and not pg_attribute.attisdropped
union all
select
    'type' as kind,
    format('%I.%I', own_schema.nspname, pg_type.typname) as name,
    concat_ws(
        ' ',
        pg_type.typtype,
        format_type(pg_type.typbasetype, pg_type.typtypmod),
        pg_type.typnotnull,
        pg_type.typdefault,
        (
            select string_agg(pg_enum.enumlabel, ', ' order by pg_enum.enumsortorder)
            from pg_catalog.pg_enum
            where pg_enum.enumtypid = pg_type.oid
        )
    ) as definition
from pg_catalog.pg_type
inner join pg_temp.own_schema on pg_type.typnamespace = own_schema.oid
where pg_type.typtype in ('d', 'e', 'r', 'm');


-- name: select_constraints
-- Select the constraints, unique indexes, rules and policies of tables.
-- Grain: one row per object. Params: none.
select
    'constraint' as kind,
    concat_ws('.', relation.name, pg_type.typname, pg_constraint.conname) as name,
    concat_ws(' ', pg_get_constraintdef(pg_constraint.oid), pg_constraint.convalidated) as definition
from pg_catalog.pg_constraint
left join pg_temp.own_relation as relation on pg_constraint.conrelid = relation.oid
left join pg_catalog.pg_type on pg_constraint.contypid = pg_type.oid
where
    relation.oid is not null
    or (pg_type.oid is not null and pg_type.typnamespace in (select own_schema.oid from pg_temp.own_schema))
union all
select
    'unique index' as kind,
    pg_class.relname as name,
    concat_ws(' ', pg_get_indexdef(pg_index.indexrelid), pg_index.indisvalid) as definition
from pg_temp.own_relation as relation
inner join pg_catalog.pg_index on relation.oid = pg_index.indrelid
inner join pg_catalog.pg_class on pg_index.indexrelid = pg_class.oid
where pg_index.indisunique
union all
select
    'rule' as kind,
    relation.name || '.' || pg_rewrite.rulename as name,
    pg_get_ruledef(pg_rewrite.oid) as definition
from pg_temp.own_relation as relation
inner join pg_catalog.pg_rewrite on relation.oid = pg_rewrite.ev_class
where pg_rewrite.rulename <> '_RETURN'
union all
select
    'policy' as kind,
    relation.name || '.' || pg_policy.polname as name,
    pg_policy.polcmd::text as definition
from pg_temp.own_relation as relation
inner join pg_catalog.pg_policy on relation.oid = pg_policy.polrelid;


-- name: select_triggers
-- Select the triggers; of the partitions of days, which come later, only where they are not those of their table.
-- Names are text: those of the triggers of foreign keys would end after 63 letters, and two be alike.
-- Grain: one row per trigger. Params: none.
select
    'event trigger' as kind,
    pg_event_trigger.evtname::text as name,
    concat_ws(' ', pg_event_trigger.evtevent, pg_event_trigger.evtfoid::regproc, pg_event_trigger.evtenabled)
        as definition
from pg_catalog.pg_event_trigger
union all
-- The triggers of foreign keys have no name of their own.
select
    'trigger' as kind,
    relation.name || '.' || coalesce(
        pg_constraint.conname || ' ' || pg_trigger.tgfoid::regproc, pg_trigger.tgname::text
    ) as name,
    concat_ws(
        ' ', case when pg_constraint.oid is null then pg_get_triggerdef(pg_trigger.oid) end,
        pg_trigger.tgfoid::regprocedure, pg_trigger.tgenabled
    ) as definition
from pg_temp.own_relation as relation
inner join pg_catalog.pg_trigger on relation.oid = pg_trigger.tgrelid
left join pg_catalog.pg_constraint on pg_trigger.tgconstraint = pg_constraint.oid and pg_trigger.tgisinternal
union all
select
    'trigger' as kind,
    partition.name || '.' || of_table.tgname as name,
    'missing or switched off' as definition
from pg_temp.own_partition as partition
inner join pg_catalog.pg_trigger as of_table on partition.inhparent = of_table.tgrelid and not of_table.tgisinternal
left join pg_catalog.pg_trigger as own
    on
        partition.oid = own.tgrelid
        and of_table.tgname = own.tgname
        and of_table.tgtype = own.tgtype
        and of_table.tgfoid = own.tgfoid
        and own.tgenabled = 'O'
where own.oid is null
union all
select
    'trigger' as kind,
    partition.name || '.' || own.tgname as name,
    'not that of the table' as definition
from pg_temp.own_partition as partition
inner join pg_catalog.pg_trigger as own on partition.oid = own.tgrelid
left join pg_catalog.pg_trigger as of_table
    on partition.inhparent = of_table.tgrelid and own.tgname = of_table.tgname and own.tgfoid = of_table.tgfoid
where of_table.oid is null;
