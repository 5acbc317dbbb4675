-- The schemas beside vlmis (sql/bootstrap.sql makes that one), and who may look into which.
-- Why:   tables are in vlmis, the frozen days in vlmis_days, what analysts read in analyst, one view for each
--        indicator in vlmis_indicators.
create schema vlmis_days;
create schema analyst;
create schema vlmis_indicators;
revoke all on schema vlmis, vlmis_days, analyst, vlmis_indicators from public;
grant usage on schema vlmis to vlmis_recorder, vlmis_pipeline, vlmis_auth;
grant usage on schema vlmis_days to vlmis_pipeline;
grant usage on schema analyst to vlmis_analyst, vlmis_recorder, vlmis_pipeline;

-- Alembic's own table: vlmis doctor compares its revision with the newest.
grant select on vlmis.alembic_version to vlmis_pipeline;

-- Days and quantities within bounds: one that lies outside would stop every freeze, and the ledger is append-only.
create domain vlmis.real_day as date
constraint day_is_real check (value >= date '2000-01-01' and value < date '2200-01-01');
create domain vlmis.real_quantity as bigint
constraint quantity_is_real check (value between -1000000000000000 and 1000000000000000);
