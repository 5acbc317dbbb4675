-- Has a migration ever run here? Grain: one value. Params: none.
select to_regclass('vlmis.alembic_version') is not null;
