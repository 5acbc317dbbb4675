-- The tables of the schema vlmis with their columns, and the foreign keys between them.

-- name: select_table_columns
-- Grain: one row per column, tables by name, columns in their order. Params: none
select
    relation.relname as table_name,
    attribute.attname as column_name,
    format_type(attribute.atttypid, attribute.atttypmod) as data_type,
    attribute.attnotnull as is_required,
    coalesce(attribute.attnum = any(primary_key.conkey), false) as is_primary_key,
    unique_key.oid is not null as is_unique
from pg_catalog.pg_class as relation
inner join pg_catalog.pg_attribute as attribute on relation.oid = attribute.attrelid
left join pg_catalog.pg_constraint as primary_key
    on relation.oid = primary_key.conrelid and primary_key.contype = 'p'
left join pg_catalog.pg_constraint as unique_key
    on
        relation.oid = unique_key.conrelid
        and unique_key.contype = 'u'
        and unique_key.conkey = array[attribute.attnum]
where
    relation.relnamespace = 'vlmis'::regnamespace
    and relation.relkind in ('r', 'p')
    and relation.relname <> 'alembic_version'
    and attribute.attnum > 0
    and not attribute.attisdropped
order by relation.relname, attribute.attnum;

-- name: select_foreign_keys
-- Grain: one row per foreign key. Params: none
select
    relation.relname as table_name,
    foreign_table.relname as referenced_table,
    (
        select array_agg(attribute.attname::text order by position.number)
        from unnest(foreign_key.conkey) with ordinality as position (attnum, number)
        inner join pg_catalog.pg_attribute as attribute
            on position.attnum = attribute.attnum and attribute.attrelid = foreign_key.conrelid
    ) as column_names
from pg_catalog.pg_constraint as foreign_key
inner join pg_catalog.pg_class as relation on foreign_key.conrelid = relation.oid
inner join pg_catalog.pg_class as foreign_table on foreign_key.confrelid = foreign_table.oid
where
    foreign_key.contype = 'f'
    and relation.relnamespace = 'vlmis'::regnamespace
    and not relation.relispartition
order by relation.relname, foreign_key.conname;
