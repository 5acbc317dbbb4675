-- Until when DHIS2 takes the days that are to be delivered.
-- Grain: one row per day to deliver. closes_at: null when it stays open for this user.
-- Why:   from 2.43 on, input periods replace the expiry days; before, both hold. Who may edit expired days is
--        not bound by the expiry days. All is reckoned by the server's clock, whose day may not be ours.
create or replace function vlmis.days_until_closing(p_push_from date, p_snapshot_id bigint)
returns table (day date, closes_at timestamptz)
language sql stable
begin atomic
    select
        waiting.day,
        least(
            case
                when
                    snapshot.expiry_days > 0
                    and not snapshot.authorities && array['F_EDIT_EXPIRED', 'ALL']
                    and not (snapshot.has_new_importer and snapshot.has_input_periods)
                    then cast(waiting.day + snapshot.expiry_days + 1 as timestamp)
            end,
            input_period.closes_at
        ) at time zone snapshot.server_time_zone
    from vlmis.days_to_deliver(p_push_from) as waiting
    inner join vlmis.dhis2_snapshot as snapshot on snapshot.snapshot_id = p_snapshot_id
    left join vlmis.dhis2_input_period as input_period
        on snapshot.snapshot_id = input_period.snapshot_id and waiting.day = input_period.day;
end;

grant execute on function vlmis.days_until_closing(date, bigint) to vlmis_pipeline;
