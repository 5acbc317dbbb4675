-- name: plan_registrations
-- Work out which org units are complete for a day. Params: day date
select vlmis.plan_registrations(:day);


-- name: attach_registrations
-- Note which request asks DHIS2 to register, or to withdraw. Params: request_id bigint, registration_ids bigint[]
select vlmis.attach_registrations(:request_id, cast(:registration_ids as bigint[]));


-- name: settle_registrations
-- Store what a read-back of a day found. Grain: one row of counts.
-- Params: day date, listed_ids bigint[], missing_ids bigint[], asked_ids bigint[], findings jsonb[] (in step)
select
    settled.registered,
    settled.withdrawn
from vlmis.settle_registrations(
    :day, cast(:listed_ids as bigint[]), cast(:missing_ids as bigint[]), cast(:asked_ids as bigint[]),
    cast(:findings as jsonb[])
) as settled;


-- name: select_days_to_plan
-- The days of which a record was posted or sent again since it was last worked out what is complete, oldest first.
-- Grain: one row per day. Params: none
select delivery_day.day
from vlmis.delivery_day
where delivery_day.completeness_planned_at is null
order by delivery_day.day;


-- name: select_registration_days
-- The data sets and days with org units to register, or to withdraw the registration of; the data set of the run first.
-- Org units that DHIS2 no longer has have no registration to care for.
-- Grain: one row per data set and day, oldest day first. Params: data_set_uid text
select
    registration.data_set_uid,
    registration.day
from vlmis.data_set_registration as registration
inner join vlmis.org_unit on registration.org_unit_uid = org_unit.org_unit_uid
where
    registration.is_complete <> (registration.registered_at is not null)
    and org_unit.removed_at is null
group by registration.data_set_uid, registration.day
order by registration.data_set_uid <> :data_set_uid, registration.data_set_uid, registration.day;


-- name: select_registrations
-- The registrations of a day, open or not, of org units that DHIS2 has.
-- Grain: one row per org unit, in the order of uids. Params: data_set_uid text, day date
select
    registration.registration_id,
    registration.org_unit_uid,
    org_unit.path,
    registration.is_complete,
    registration.registered_at is not null as is_registered
from vlmis.data_set_registration as registration
inner join vlmis.org_unit on registration.org_unit_uid = org_unit.org_unit_uid
where
    registration.data_set_uid = :data_set_uid
    and registration.day = :day
    and org_unit.removed_at is null
order by registration.org_unit_uid collate "C";


-- name: count_open_registrations
-- How many org units and days are complete and not registered, or registered and not complete, with the first finding.
-- Grain: one row. Params: none
select
    count(*) as registrations,
    count(registration.finding) as refused,
    (
        array_agg(registration.finding order by registration.registration_id)
        filter (where registration.finding is not null)
    )[1] as finding
from vlmis.data_set_registration as registration
inner join vlmis.org_unit on registration.org_unit_uid = org_unit.org_unit_uid
where
    registration.is_complete <> (registration.registered_at is not null)
    and org_unit.removed_at is null;
