-- Until when DHIS2 takes the days that are to be delivered.
-- Grain: one row per day to deliver. closes_at: null when it stays open for the service user.
-- Why:   a day closes when it expires or when its input period ends, whichever comes first, by the server's clock.
create or replace function vlmis.days_until_closing(p_push_from date, p_snapshot_id bigint)
returns table (day date, closes_at timestamptz)
language sql stable
begin atomic
    select
        waiting.day,
        least(
            vlmis.expires_at(snapshot, waiting.day),
            input_period.closes_at at time zone snapshot.server_time_zone
        )
    from vlmis.days_to_deliver(p_push_from) as waiting
    inner join vlmis.dhis2_snapshot as snapshot on snapshot.snapshot_id = p_snapshot_id
    left join vlmis.dhis2_input_period as input_period
        on snapshot.snapshot_id = input_period.snapshot_id and waiting.day = input_period.day;
end;

grant execute on function vlmis.days_until_closing(date, bigint) to vlmis_pipeline;
