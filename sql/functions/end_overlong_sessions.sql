-- End the sessions of analysts that last longer than their role allows, because they lifted the limit for themselves.
-- Why:   PostgreSQL lets every session change its own time-outs. Asked whenever a day begins and whenever something
--        is sent, so that what a night needs is there.
-- Grain: one value, the number of sessions ended. Params: p_now.
create or replace function vlmis.end_overlong_sessions(p_now timestamptz) returns bigint
language sql security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select count(*) filter (where pg_terminate_backend(session.pid))
    from pg_stat_activity as session
    where
        session.usename = 'vlmis_analyst'
        and session.datname = current_database()
        and (
            (session.state <> 'idle' and session.state_change < p_now - interval '11 minutes')
            or session.xact_start < p_now - interval '1 hour'
            or session.state_change < p_now - interval '121 minutes'
        );
end;

grant execute on function vlmis.end_overlong_sessions(timestamptz) to vlmis_pipeline;
