-- name: analyze_read_values
-- Let the planner know how many data values were read. Params: none
analyze pg_temp.read_value;


-- name: index_read_values
-- Let a data value be found by its key, however few the planner expects. Params: none
create index on pg_temp.read_value (day, org_unit_uid, data_element_uid, option_combo_uid);


-- name: copy_read_values
copy pg_temp.read_value (
    day, org_unit_uid, data_element_uid, option_combo_uid, value, stored_by, stored_at
) from stdin;


-- name: count_org_units_of_day
-- Every org unit that DHIS2 has, and how many records of a day are posted for it.
-- Why:    a value that no record accounts for may be at any org unit.
-- Grain:  one row per org unit. Params: day date
select
    org_unit.path,
    count(delivery.store_id) as records
from vlmis.org_unit
left join vlmis.delivery
    on
        delivery.day = :day
        and org_unit.org_unit_uid = delivery.org_unit_uid
        and delivery.state = 'posted'
where org_unit.removed_at is null
group by org_unit.path;


-- name: count_sent_by_day
-- How many records were sent since the previous check began, by day: DHIS2 shows them as changed.
-- Grain:  one row per day, in order. Params: planned_since timestamptz
select
    push_request.day,
    sum(push_request.record_count)::bigint as records
from vlmis.push_request
inner join vlmis.push_run on push_request.run_id = push_run.run_id
where push_run.planned_at >= :planned_since and push_request.kind in ('values', 'deletion')
group by push_request.day
order by push_request.day;


-- name: create_read_values
-- The data values that one transaction reads from DHIS2; value is null where it was deleted. Params: none
create temporary table read_value (
    day date not null,
    org_unit_uid text not null,
    data_element_uid text not null,
    option_combo_uid text not null,
    value text,
    stored_by text,
    stored_at text
) on commit drop;


-- name: insert_changes
-- Note the posted values that DHIS2 holds otherwise than frozen, and those that are as frozen again.
-- Grain:  one row per noted value (its kind).
-- Params: run_id text, days date[] (of the values), whole_day date or null (the day that was read whole), categories text[]
with posted as materialized (
    select
        frozen.day,
        frozen.store_id,
        frozen.product_id,
        frozen.round,
        frozen.org_unit_uid,
        frozen.data_element_uid,
        frozen.option_combo_uid,
        frozen.combo_position,
        frozen.frozen_value
    from vlmis.posted_data_values(
        cast(:days as date[]), array(select distinct read_value.org_unit_uid from pg_temp.read_value)
    ) as frozen
),

compared as (
    select
        posted.day,
        posted.store_id,
        posted.product_id,
        posted.round,
        posted.org_unit_uid,
        posted.data_element_uid,
        posted.option_combo_uid,
        posted.frozen_value,
        seen.value,
        seen.stored_by,
        seen.stored_at,
        (cast(:categories as text[]))[posted.combo_position] as category,
        case
            when seen.value is null then 'missing'
            when seen.value <> cast(posted.frozen_value as text) then 'changed'
            else 'restored'
        end as kind
    from posted
    inner join pg_temp.read_value as seen
        on
            posted.day = seen.day
            and posted.org_unit_uid = seen.org_unit_uid
            and posted.data_element_uid = seen.data_element_uid
            and posted.option_combo_uid = seen.option_combo_uid
),

known as materialized (
    select
        difference.day,
        difference.org_unit_uid,
        difference.data_element_uid,
        difference.option_combo_uid,
        difference.kind,
        difference.found_value,
        difference.stored_at
    from vlmis.open_difference as difference
    where difference.day = any(cast(:days as date[]))
)

insert into vlmis.read_back_difference (
    run_id, kind, day, store_id, product_id, category, frozen_value, found_value, stored_by, stored_at,
    org_unit_uid, data_element_uid, option_combo_uid, origin_org_unit_uid, round
)
select
    :run_id,
    compared.kind,
    compared.day,
    compared.store_id,
    compared.product_id,
    compared.category,
    compared.frozen_value,
    compared.value,
    compared.stored_by,
    compared.stored_at,
    compared.org_unit_uid,
    compared.data_element_uid,
    compared.option_combo_uid,
    origin.org_unit_uid,
    compared.round
from compared
left join known
    on
        compared.day = known.day
        and compared.org_unit_uid = known.org_unit_uid
        and compared.data_element_uid = known.data_element_uid
        and compared.option_combo_uid = known.option_combo_uid
left join vlmis.values_at_removed_org_units(:whole_day) as origin
    on
        compared.kind = 'changed'
        and compared.data_element_uid = origin.data_element_uid
        and compared.option_combo_uid = origin.option_combo_uid
        and compared.value = cast(origin.frozen_value as text)
where
    case compared.kind
        when 'restored' then known.kind is not null
        else (known.kind, known.found_value, known.stored_at)
            is distinct from (compared.kind, compared.value, compared.stored_at)
    end
returning read_back_difference.kind;


-- name: insert_check
-- Note what a check has read. Params: run_id text, data_set_uid text, base_url text, server_time timestamp,
--         changed_since timestamp, value_count bigint, days_read_whole date[], days_left_out date[]
insert into vlmis.posted_value_check (
    run_id, data_set_uid, base_url, server_time, changed_since, value_count, days_read_whole, days_left_out
)
values (
    :run_id, :data_set_uid, :base_url, :server_time, :changed_since, :value_count, :days_read_whole, :days_left_out
)
on conflict (run_id) do nothing;


-- name: insert_checked_removals
-- Note the removed org units whose posted days were read whole. The arrays are in step.
-- Params: run_id text, org_unit_uids text[], removals timestamptz[]
insert into vlmis.checked_removal (org_unit_uid, removed_at, run_id)
select
    checked.org_unit_uid,
    checked.removed_at,
    :run_id
from unnest(cast(:org_unit_uids as text[]), cast(:removals as timestamptz[])) as checked (org_unit_uid, removed_at)
on conflict (org_unit_uid, removed_at) do nothing;


-- name: insert_foreign
-- Note the values of a day, read whole, for which no record accounts: values that were posted for an org unit which is
-- gone, wherever they are now, and whatever else is at an org unit as which a store reports.
-- Grain:  one row per noted value (its kind). Params: run_id text, day date, categories text[]
with place as (
    select distinct
        delivery_target.data_element_uid,
        combo.option_combo_uid,
        combo.position
    from vlmis.delivery_target
    cross join unnest(delivery_target.option_combo_uids) with ordinality as combo (option_combo_uid, position)
),

claimed as (
    select
        delivery.org_unit_uid,
        delivery_target.data_element_uid,
        delivery_target.option_combo_uids
    from vlmis.delivery
    inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    where delivery.day = :day and delivery.org_unit_uid is not null
    union
    -- What is left where records were before is listed as remapped.
    select
        retarget.org_unit_uid,
        delivery_target.data_element_uid,
        delivery_target.option_combo_uids
    from vlmis.delivery_retarget as retarget
    inner join vlmis.delivery_target on retarget.target_id = delivery_target.target_id
    where retarget.day = :day
),

stray as (
    select
        seen.org_unit_uid,
        seen.data_element_uid,
        seen.option_combo_uid,
        seen.value,
        seen.stored_by,
        seen.stored_at,
        place.position
    from pg_temp.read_value as seen
    inner join place
        on seen.data_element_uid = place.data_element_uid and seen.option_combo_uid = place.option_combo_uid
    where
        seen.day = :day
        and not exists (
            select from claimed
            where
                claimed.org_unit_uid = seen.org_unit_uid
                and claimed.data_element_uid = seen.data_element_uid
                and seen.option_combo_uid = any(claimed.option_combo_uids)
        )
)

insert into vlmis.read_back_difference (
    run_id, kind, day, store_id, product_id, category, frozen_value, found_value, stored_by, stored_at,
    org_unit_uid, data_element_uid, option_combo_uid, origin_org_unit_uid
)
select
    :run_id,
    'foreign',
    cast(:day as date),
    coalesce(origin.store_id, reporter.store_id) as store_id,
    coalesce(origin.product_id, product.product_id) as product_id,
    (cast(:categories as text[]))[stray.position],
    origin.frozen_value,
    stray.value,
    stray.stored_by,
    stray.stored_at,
    stray.org_unit_uid,
    stray.data_element_uid,
    stray.option_combo_uid,
    origin.org_unit_uid as origin_org_unit_uid
from stray
left join vlmis.values_at_removed_org_units(:day) as origin
    on
        stray.data_element_uid = origin.data_element_uid
        and stray.option_combo_uid = origin.option_combo_uid
        and stray.value = cast(origin.frozen_value as text)
left join vlmis.store as reporter on stray.org_unit_uid = reporter.org_unit_uid
left join vlmis.product on stray.data_element_uid = product.hmis_code and product.retired_on is null
left join vlmis.open_difference as known
    on
        known.day = :day
        and stray.org_unit_uid = known.org_unit_uid
        and stray.data_element_uid = known.data_element_uid
        and stray.option_combo_uid = known.option_combo_uid
where
    coalesce(origin.store_id, reporter.store_id) is not null
    and coalesce(origin.product_id, product.product_id) is not null
    and (known.kind, known.found_value) is distinct from ('foreign', stray.value)
returning read_back_difference.kind;


-- name: insert_foreign_gone
-- Note the foreign values that somebody deleted in DHIS2. Grain: one row per noted value (its kind).
-- Params: run_id text, whole_day date or null (the day that was read whole: what was not read is gone)
insert into vlmis.read_back_difference (
    run_id, kind, day, store_id, product_id, category, frozen_value, found_value, org_unit_uid, data_element_uid,
    option_combo_uid, origin_org_unit_uid
)
select
    :run_id,
    'restored',
    known.day,
    known.store_id,
    known.product_id,
    known.category,
    known.frozen_value,
    null,
    known.org_unit_uid,
    known.data_element_uid,
    known.option_combo_uid,
    known.origin_org_unit_uid
from vlmis.open_difference as known
left join pg_temp.read_value as seen
    on
        known.day = seen.day
        and known.org_unit_uid = seen.org_unit_uid
        and known.data_element_uid = seen.data_element_uid
        and known.option_combo_uid = seen.option_combo_uid
where
    known.kind = 'foreign'
    and seen.value is null
    and (seen.day is not null or coalesce(known.day = cast(:whole_day as date), false))
returning read_back_difference.kind;


-- name: insert_missing
-- Note the posted values of a day, read whole, that DHIS2 no longer has. Left out: org units that are gone or that the
-- user may not read, and data elements that the data set does not have now.
-- Grain:  one row per noted value (its kind). Params: run_id text, day date, categories text[]
insert into vlmis.read_back_difference (
    run_id, kind, day, store_id, product_id, category, frozen_value, found_value, org_unit_uid, data_element_uid,
    option_combo_uid, round
)
select
    push_run.run_id,
    'missing',
    delivery.day,
    delivery.store_id,
    delivery.product_id,
    (cast(:categories as text[]))[sent.position],
    sent.frozen_value,
    null,
    delivery.org_unit_uid,
    delivery_target.data_element_uid,
    sent.option_combo_uid,
    delivery.round
from vlmis.push_run
inner join vlmis.dhis2_snapshot on push_run.snapshot_id = dhis2_snapshot.snapshot_id
inner join vlmis.delivery on delivery.day = :day and delivery.state = 'posted'
inner join vlmis.delivery_target
    on delivery.target_id = delivery_target.target_id and push_run.data_set_uid = delivery_target.data_set_uid
inner join vlmis.dhis2_data_element as element
    on
        push_run.snapshot_id = element.snapshot_id
        and delivery_target.data_element_uid = element.data_element_uid
        and element.is_in_data_set
inner join vlmis.org_unit
    on
        delivery.org_unit_uid = org_unit.org_unit_uid
        and org_unit.removed_at is null
        and string_to_array(org_unit.path, '/') && dhis2_snapshot.view_org_units
inner join vlmis.eod_row
    on
        eod_row.day = :day
        and delivery.store_id = eod_row.store_id
        and delivery.product_id = eod_row.product_id
cross join lateral unnest(delivery_target.option_combo_uids, vlmis.record_data_values(eod_row))
    with ordinality as sent (option_combo_uid, frozen_value, position)
left join pg_temp.read_value as seen
    on
        seen.day = :day
        and delivery.org_unit_uid = seen.org_unit_uid
        and delivery_target.data_element_uid = seen.data_element_uid
        and sent.option_combo_uid = seen.option_combo_uid
left join vlmis.open_difference as known
    on
        known.day = :day
        and delivery.org_unit_uid = known.org_unit_uid
        and delivery_target.data_element_uid = known.data_element_uid
        and sent.option_combo_uid = known.option_combo_uid
where
    push_run.run_id = :run_id
    and seen.day is null
    and known.kind is distinct from 'missing'
returning read_back_difference.kind;


-- name: select_check_scope
-- What a check after a run asks DHIS2 for: since when, for which days, and from which clock the next one goes on.
-- Grain:  one row when the run was planned; the days are null when nothing was ever sent. Params: run_id text
select
    dhis2_snapshot.base_url,
    dhis2_snapshot.server_time,
    coalesce(previous.server_time, dhis2_snapshot.server_time) as checked_until,
    coalesce(previous.planned_at, push_run.planned_at) as planned_since,
    (select min(delivery_day.day) from vlmis.delivery_day) as first_day,
    (select max(delivery_day.day) from vlmis.delivery_day) as last_day
from vlmis.push_run
inner join vlmis.dhis2_snapshot on push_run.snapshot_id = dhis2_snapshot.snapshot_id
left join lateral (
    select
        earlier.server_time,
        run.planned_at
    from vlmis.posted_value_check as earlier
    inner join vlmis.push_run as run on earlier.run_id = run.run_id
    where
        earlier.data_set_uid = push_run.data_set_uid
        and earlier.base_url = dhis2_snapshot.base_url
        and earlier.run_id <> push_run.run_id
    order by earlier.checked_at desc
    limit 1
) as previous on true
where push_run.run_id = :run_id;


-- name: select_open_days_of_org_units
-- Days that DHIS2 still takes, on which records were posted for some org units, newest first.
-- Grain:  one row per day. Params: run_id text, org_unit_uids text[]
select delivery_day.day
from vlmis.push_run
inner join vlmis.dhis2_snapshot as snapshot on push_run.snapshot_id = snapshot.snapshot_id
cross join vlmis.delivery_day
left join vlmis.dhis2_input_period as input_period
    on snapshot.snapshot_id = input_period.snapshot_id and delivery_day.day = input_period.day
where
    push_run.run_id = :run_id
    and coalesce(
        least(
            vlmis.expires_at(snapshot, delivery_day.day),
            input_period.closes_at at time zone snapshot.server_time_zone
        ) > snapshot.server_time at time zone snapshot.server_time_zone,
        true
    )
    and exists (
        select
        from vlmis.reported_org_unit as reported
        inner join vlmis.delivery on reported.store_id = delivery.store_id
        where
            reported.org_unit_uid = any(cast(:org_unit_uids as text[]))
            and delivery.day = delivery_day.day
            and delivery.org_unit_uid = reported.org_unit_uid
            and delivery.posted_night is not null
    )
order by delivery_day.day desc;


-- name: select_unchecked_removals
-- Org units, gone from DHIS2, as which stores reported and whose posted days were not read whole since.
-- Grain: one row per org unit. Params: none
select
    org_unit.org_unit_uid,
    org_unit.removed_at
from vlmis.org_unit
where
    org_unit.removed_at is not null
    and exists (
        select from vlmis.reported_org_unit as reported
        where reported.org_unit_uid = org_unit.org_unit_uid
    )
    and not exists (
        select from vlmis.checked_removal as checked
        where checked.org_unit_uid = org_unit.org_unit_uid and checked.removed_at = org_unit.removed_at
    )
order by org_unit.org_unit_uid;
