#!/bin/bash
# Runs once, when the PostgreSQL container makes its cluster: the two databases, and the roles with
# their passwords. Tables and rights come from the migrations.
set -eu

secret() { cat "/run/secrets/$1"; }

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set airflow="$(secret airflow_database_password)" \
    --set owner="$(secret owner_password)" --set recorder="$(secret recorder_password)" \
    --set pipeline="$(secret pipeline_password)" --set analyst="$(secret analyst_password)" \
    --set auth="$(secret auth_password)" --set backup="$(secret backup_password)" <<'SQL'
create role airflow login connection limit 80 password :'airflow';
create role vlmis_owner login password :'owner';
create role vlmis_recorder login password :'recorder';
create role vlmis_pipeline login password :'pipeline';
create role vlmis_analyst login password :'analyst';
create role vlmis_auth login password :'auth';
create role vlmis_backup login password :'backup';
create database vlmis;
create database airflow owner airflow;
-- PostgreSQL lets every role into every database.
revoke all on database vlmis from public;
revoke all on database airflow from public;
revoke all on database postgres from public;
revoke all on database template1 from public;
SQL
