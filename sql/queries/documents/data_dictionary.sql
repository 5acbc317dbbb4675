-- Every column of every table and view that people read, with its comment.
-- Grain: one row per column. Params: none
select
    namespace.nspname as schema_name,
    relation.relname as relation_name,
    coalesce(obj_description(relation.oid, 'pg_class'), '') as about_relation,
    attribute.attname as column_name,
    format_type(attribute.atttypid, attribute.atttypmod) as data_type,
    coalesce(col_description(relation.oid, attribute.attnum), '') as about_column
from pg_catalog.pg_class as relation
inner join pg_catalog.pg_namespace as namespace on relation.relnamespace = namespace.oid
inner join pg_catalog.pg_attribute as attribute on relation.oid = attribute.attrelid
where
    namespace.nspname in ('analyst', 'vlmis')
    and relation.relkind in ('r', 'p', 'v')
    and not relation.relispartition
    and not (namespace.nspname = 'vlmis' and (relation.relkind = 'v' or relation.relname = 'alembic_version'))
    and attribute.attnum > 0
    and not attribute.attisdropped
order by namespace.nspname, relation.relname, attribute.attnum;
