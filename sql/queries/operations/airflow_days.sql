-- name: select_has_airflow_tables
-- Has Airflow made its tables in this database, which is its own? Grain: one value. Params: none.
select to_regclass('dag_run') is not null;


-- name: select_freeze_runs
-- Select the runs of the freeze that Airflow keeps, in Airflow's database.
-- Grain: one row per run. Params: none.
select
    dag_run.logical_date,
    dag_run.state
from dag_run
where
    dag_run.dag_id = 'eod_freeze'
    and dag_run.logical_date is not null
order by dag_run.logical_date;
