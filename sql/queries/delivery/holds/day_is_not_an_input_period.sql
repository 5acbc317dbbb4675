-- Where the data set lists input periods, the day must be one of them and open now, by the server's clock.
-- Why:    DHIS2 2.43.0 and 2.43.1 have it the wrong way round (DHIS2-21981: what is open is refused, what is
--         closed is taken, what is not listed is refused). Nothing is sent to these: what they would take is
--         what their administrator has closed.
-- Grain:  one row per day that is to be delivered.
-- Params: snapshot_id bigint, push_from date
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    waiting.day,
    case
        when input_period.day is null
            then waiting.day || ' is not among the data input periods of ' || dhis2_snapshot.data_set_name
        when input_period.closes_at <= dhis2_snapshot.server_time
            then
                waiting.day || ' was closed for input in DHIS2 on '
                || to_char(input_period.closes_at, 'YYYY-MM-DD HH24:MI')
        when input_period.opens_at >= dhis2_snapshot.server_time
            then
                waiting.day || ' opens for input in DHIS2 on '
                || to_char(input_period.opens_at, 'YYYY-MM-DD HH24:MI')
        else 'DHIS2 ' || dhis2_snapshot.server_version || ' refuses ' || waiting.day
            || ' because it is open for input (its fault DHIS2-21981)'
    end as finding
from vlmis.days_to_deliver(:push_from) as waiting
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
left join vlmis.dhis2_input_period as input_period
    on
        dhis2_snapshot.snapshot_id = input_period.snapshot_id
        and waiting.day = input_period.day
where
    dhis2_snapshot.has_input_periods
    and (
        input_period.day is null
        or input_period.closes_at <= dhis2_snapshot.server_time
        or input_period.opens_at >= dhis2_snapshot.server_time
        or dhis2_snapshot.server_version in ('2.43.0', '2.43.0.1', '2.43.1')
    );
