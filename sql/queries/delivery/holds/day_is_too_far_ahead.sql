-- The day must not lie after the last open period of the data set, by the server's calendar.
-- Grain:  one row per day that is to be delivered.
-- Params: snapshot_id bigint, push_from date
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    waiting.day,
    waiting.day || ' is not open yet in DHIS2' as finding
from vlmis.days_to_deliver(:push_from) as waiting
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
where
    waiting.day > cast(dhis2_snapshot.server_time as date) - 1 + dhis2_snapshot.open_future_periods
    -- From 2.43 on, input periods replace the limits, and some users are above them.
    and not (
        dhis2_snapshot.has_new_importer
        and (dhis2_snapshot.has_input_periods or dhis2_snapshot.authorities && array['F_EDIT_EXPIRED', 'ALL'])
    );
