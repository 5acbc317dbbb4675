-- When a day expires in DHIS2 by the expiry days of the data set; null: it never does for the service user.
-- Params: p_snapshot (what DHIS2 offers), p_day.
-- Why:   from 2.43 on, input periods replace the expiry days, and who may edit expired days is not bound by them.
--        Reckoned by the calendar of the server. A fraction of a day is hours: no server was seen with one, and taken so
--        a day is neither given up before DHIS2 closes it by the number, nor sent for long after.
create or replace function vlmis.expires_at(p_snapshot vlmis.dhis2_snapshot, p_day date) returns timestamptz
language sql stable parallel safe
begin atomic
    select
        case
            when
                (p_snapshot).expiry_days > 0
                and not (p_snapshot).authorities && array['F_EDIT_EXPIRED', 'ALL']
                and not ((p_snapshot).has_new_importer and (p_snapshot).has_input_periods)
                then
                    (
                        cast(p_day + 1 as timestamp)
                        + cast((p_snapshot).expiry_days as double precision) * interval '1 day'
                    ) at time zone (p_snapshot).server_time_zone
        end;
end;

grant execute on function vlmis.expires_at(vlmis.dhis2_snapshot, date) to vlmis_pipeline, vlmis_recorder;
