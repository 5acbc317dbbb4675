-- The five roles of the system, what each of their sessions starts with, the role that backs it all up, and the
-- owner's schema.
-- Why:   least privilege; no role that runs the application owns a table or is superuser.
-- Lock:  none worth naming. Runs before every migration; safe to run again.
do $$
declare
    role_name text;
begin
    foreach role_name in array array[
        'vlmis_owner', 'vlmis_recorder', 'vlmis_pipeline', 'vlmis_analyst', 'vlmis_auth'
    ] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I login', role_name);
        end if;
    end loop;
    if not exists (select from pg_roles where rolname = 'vlmis_backup') then
        create role vlmis_backup nologin;  -- Until somebody gives it a password.
    end if;
    -- The one who migrates acts as the owner; on a managed server that may not be a superuser.
    execute format('grant vlmis_owner to %I', current_user);
    execute format('grant create, connect, temporary on database %I to vlmis_owner', current_database());
    execute format(
        'grant connect, temporary on database %I to vlmis_recorder, vlmis_pipeline', current_database()
    );
    execute format(
        'grant connect on database %I to vlmis_analyst, vlmis_auth, vlmis_backup', current_database()
    );
    execute format('revoke all on database %I from public', current_database());
end
$$;

-- A killed client must not leave a statement that goes on and commits; the planner's compiler
-- costs more than it gives on queries of this length; a plan made for one day knows its partition.
alter role vlmis_pipeline set client_connection_check_interval = '1s';
alter role vlmis_pipeline set jit = off;
alter role vlmis_pipeline set plan_cache_mode = force_custom_plan;
alter role vlmis_pipeline set work_mem = '64MB';
alter role vlmis_pipeline set lock_timeout = '60s';
alter role vlmis_pipeline set idle_in_transaction_session_timeout = '15min';
alter role vlmis_recorder set client_connection_check_interval = '1s';
alter role vlmis_recorder set jit = off;
alter role vlmis_recorder set plan_cache_mode = force_custom_plan;
alter role vlmis_recorder set work_mem = '64MB';
alter role vlmis_recorder set lock_timeout = '60s';
alter role vlmis_recorder set idle_in_transaction_session_timeout = '15min';
alter role vlmis_auth set statement_timeout = '10s';
-- A session can lift these for itself; vlmis.end_overlong_sessions() is for those that did.
alter role vlmis_analyst set statement_timeout = '10min';
alter role vlmis_analyst set idle_in_transaction_session_timeout = '10min';
alter role vlmis_analyst set idle_session_timeout = '2h';
grant vlmis_analyst to vlmis_owner;  -- Who may end its sessions must have its rights.

-- No role shuts the others out: together these are less than max_connections (vlmis_core/database/embedded.conf,
-- docker-compose.yaml; a test adds them up), of which `airflow` may take 80.
alter role vlmis_owner connection limit 10;
alter role vlmis_recorder connection limit 60;
alter role vlmis_pipeline connection limit 50;
alter role vlmis_analyst connection limit 20;
alter role vlmis_auth connection limit 20;
alter role vlmis_backup connection limit 4;

-- What only a superuser may do: a bound that no session can lift, and places kept for the nights.
do $$
begin
    if (select pg_roles.rolsuper from pg_roles where pg_roles.rolname = current_user) then
        alter role vlmis_analyst set temp_file_limit = '5GB';
        grant pg_read_all_data to vlmis_backup;
        if current_setting('server_version_num')::integer >= 160000 then
            grant pg_use_reserved_connections to vlmis_pipeline;
        end if;
    end if;
end
$$;

create schema if not exists vlmis authorization vlmis_owner;
