-- name: copy_set_aside
copy vlmis.org_unit_set_aside (reading_id, position, org_unit_uid, code, name, message) from stdin;


-- name: copy_staged
copy vlmis.org_unit_staged (
    reading_id, org_unit_uid, code, name, short_name, parent_uid, path, level, opening_date, closed_date,
    last_updated, latitude, longitude
) from stdin;


-- name: delete_older_staging
-- Keep the tree of one reading only. Params: reading_id bigint
delete from vlmis.org_unit_staged
where org_unit_staged.reading_id <> :reading_id;


-- name: delete_older_set_aside
-- Keep what was set aside since the newest applied reading. Params: none.
delete from vlmis.org_unit_set_aside
where
    org_unit_set_aside.reading_id < (
        select max(applied.reading_id)
        from vlmis.org_unit_reading as applied
        where applied.applied_at is not null
    );


-- name: insert_reading
-- Begin a reading; returns its id.
-- Params: read_at timestamptz, base_url text, root_uid text, unit_count integer, set_aside_count integer,
--         shows_zeros boolean or null, output_period_types text[] or null
insert into vlmis.org_unit_reading (
    read_at, base_url, root_uid, unit_count, set_aside_count, shows_zeros, output_period_types
)
values (
    :read_at, :base_url, :root_uid, :unit_count, :set_aside_count, :shows_zeros,
    cast(:output_period_types as text[])
)
returning org_unit_reading.reading_id;


-- name: select_differences
-- What a reading would change. Grain: one row per org unit that would change. Params: reading_id bigint
select
    difference.change,
    difference.org_unit_uid,
    difference.code,
    difference.name,
    difference.path_before,
    difference.path_now
from vlmis.org_unit_differences(:reading_id) as difference
order by difference.change, coalesce(difference.path_now, difference.path_before);


-- name: lock_refresh
-- One refresh at a time, until commit. Params: none.
lock table vlmis_locks.org_unit_refresh in exclusive mode;


-- name: mark_applied
-- Note that a reading became the replica. Params: reading_id bigint, now timestamptz
update vlmis.org_unit_reading
set applied_at = :now
where org_unit_reading.reading_id = :reading_id;


-- name: mark_removed
-- Mark the org units that a reading did not find as removed. Params: reading_id bigint, now timestamptz
update vlmis.org_unit as present
set removed_at = :now, set_aside_reason = null, changed_at = :now
from vlmis.org_unit_differences(:reading_id) as difference
where difference.change = 'removed' and present.org_unit_uid = difference.org_unit_uid;


-- name: mark_set_aside
-- Mark the org units that a reading set aside, and leave them as they were otherwise.
-- Params: reading_id bigint, now timestamptz
update vlmis.org_unit as present
set removed_at = null, set_aside_reason = org_unit_set_aside.message, changed_at = :now
from vlmis.org_unit_set_aside
where
    org_unit_set_aside.reading_id = :reading_id
    and present.org_unit_uid = org_unit_set_aside.org_unit_uid
    and present.set_aside_reason is distinct from org_unit_set_aside.message;


-- name: select_reading
-- A reading, how many of its org units are staged (a newer reading replaces them), how many the replica has now,
-- and whether a newer reading was applied.
-- Grain: one row when the reading exists. Params: reading_id bigint
select
    org_unit_reading.unit_count,
    org_unit_reading.applied_at,
    (
        select count(*)
        from vlmis.org_unit
        where org_unit.is_usable
    ) as present_count,
    exists(
        select
        from vlmis.org_unit_reading as newer
        where newer.reading_id > org_unit_reading.reading_id and newer.applied_at is not null
    ) as is_outdated,
    (
        select count(*)
        from vlmis.org_unit_staged
        where org_unit_staged.reading_id = org_unit_reading.reading_id
    ) as staged_count
from vlmis.org_unit_reading
where org_unit_reading.reading_id = :reading_id;


-- name: upsert_found
-- Add, change, move and bring back org units as a reading found them.
-- Grain: one row per org unit that changes. Params: reading_id bigint, now timestamptz
insert into vlmis.org_unit as present (
    org_unit_uid, code, name, short_name, parent_uid, path, level, opening_date, closed_date, last_updated,
    latitude, longitude, first_seen_at, changed_at
)
select
    org_unit_staged.org_unit_uid,
    org_unit_staged.code,
    org_unit_staged.name,
    org_unit_staged.short_name,
    org_unit_staged.parent_uid,
    org_unit_staged.path,
    org_unit_staged.level,
    org_unit_staged.opening_date,
    org_unit_staged.closed_date,
    org_unit_staged.last_updated,
    org_unit_staged.latitude,
    org_unit_staged.longitude,
    :now,
    :now
from vlmis.org_unit_staged
inner join vlmis.org_unit_differences(:reading_id) as difference
    on org_unit_staged.org_unit_uid = difference.org_unit_uid
where org_unit_staged.reading_id = :reading_id
on conflict (org_unit_uid) do update
    set
        code = excluded.code,
        name = excluded.name,
        short_name = excluded.short_name,
        parent_uid = excluded.parent_uid,
        path = excluded.path,
        level = excluded.level,
        opening_date = excluded.opening_date,
        closed_date = excluded.closed_date,
        last_updated = excluded.last_updated,
        latitude = excluded.latitude,
        longitude = excluded.longitude,
        changed_at = excluded.changed_at,
        removed_at = null,
        set_aside_reason = null;


-- name: select_set_aside
-- What a reading set aside. Grain: one row per org unit. Params: reading_id bigint
select
    org_unit_set_aside.org_unit_uid as uid,
    org_unit_set_aside.code,
    org_unit_set_aside.name,
    org_unit_set_aside.message
from vlmis.org_unit_set_aside
where org_unit_set_aside.reading_id = :reading_id
order by org_unit_set_aside.position;


-- name: select_newest_reading
-- The newest reading of the org-unit tree that became the replica, and how many org units that has now.
-- Grain: one row; none before the first refresh. Params: none.
select
    org_unit_reading.reading_id,
    org_unit_reading.read_at,
    org_unit_reading.applied_at,
    org_unit_reading.base_url,
    org_unit_reading.root_uid,
    org_unit_reading.unit_count,
    org_unit_reading.set_aside_count,
    (
        select count(*)
        from vlmis.org_unit
        where org_unit.is_usable
    ) as present_count
from vlmis.org_unit_reading
where org_unit_reading.applied_at is not null
order by org_unit_reading.reading_id desc
limit 1;


-- name: call_follow_org_units
-- Give attached stores the names and codes of their org units. Grain: one row of counts. Params: today date (local)
select
    followed.renamed,
    followed.recoded,
    followed.conflicts
from vlmis.follow_org_units(:today, null) as followed;


-- name: select_records_at_removed
-- The records of stores at org units that a reading removes: posted there, and waiting.
-- Grain: one row per org unit and store with posted records. Params: reading_id bigint
with posted as materialized (
    select
        removed.org_unit_uid,
        removed.name as org_unit,
        delivery.store_id,
        count(*) as record_count,
        min(delivery.day) as first_day,
        max(delivery.day) as last_day
    from vlmis.org_unit_differences(:reading_id) as removed
    inner join vlmis.reported_org_unit as reported on removed.org_unit_uid = reported.org_unit_uid
    inner join vlmis.delivery
        on reported.store_id = delivery.store_id and removed.org_unit_uid = delivery.org_unit_uid
    where removed.change = 'removed' and delivery.state = 'posted'
    group by removed.org_unit_uid, removed.name, delivery.store_id
)

select
    jsonb_build_object(
        'code', 'removed_org_unit_has_posted_records',
        'values', jsonb_build_object(
            'org_unit', posted.org_unit, 'org_unit_uid', posted.org_unit_uid,
            'store', store.code, 'name', store.name, 'count', posted.record_count,
            'first_day', posted.first_day, 'last_day', posted.last_day,
            'waiting', vlmis.count_waiting_records(store.store_id)
        )
    ) as message
from posted
inner join vlmis.store on posted.store_id = store.store_id
order by store.code, posted.org_unit_uid;
