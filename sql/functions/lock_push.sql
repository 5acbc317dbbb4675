-- Be the only one who sends to DHIS2, or deletes there, until the transaction ends; false: another one is at work.
-- Lock: vlmis_locks.push, alone; the pipeline's only.
create or replace function vlmis.lock_push() returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    lock table vlmis_locks.push in exclusive mode nowait;
    perform vlmis.end_overlong_sessions(clock_timestamp());
    return true;
exception
    when lock_not_available then
        return false;
end
$$;

grant execute on function vlmis.lock_push() to vlmis_pipeline;
