-- name: count_own_relations
-- Count the tables, views, sequences and types that somebody has made in this database. Grain: one value. Params: none.
select count(*)
from pg_catalog.pg_class
inner join pg_catalog.pg_namespace on pg_class.relnamespace = pg_namespace.oid
where
    pg_namespace.nspname not in ('pg_catalog', 'information_schema')
    and pg_namespace.nspname not like 'pg\_toast%'
    and pg_namespace.nspname not like 'pg\_temp%';


-- name: drop_empty_schema
-- Drop the owner's schema that was made with the roles: the backup makes it. Refused when something is in it.
-- Params: none.
drop schema vlmis restrict;


-- name: reopen_closing_day
-- Open again the day that was being frozen when the backup was made: its staging is not in it.
-- Grain: one row per such day. Params: none.
select
    stock_day.day,
    vlmis.reopen_day(stock_day.day, stock_day.run_id)
from vlmis.stock_day
where stock_day.state = 'closing';
