-- name: select_open_differences
-- What DHIS2 holds otherwise than frozen now, and the records that were posted for org units which it no longer has.
-- Why:    a store that reports as another org unit by now is listed as remapped; one that is closed was dealt with.
-- Grain:  one row per kind, store, org unit, and org unit from which the values come.
-- Params: store_ids integer[] or null (all)
with found as (
    select
        difference.kind,
        difference.store_id,
        difference.org_unit_uid,
        difference.origin_org_unit_uid,
        count(*) as count,
        min(difference.day) as first_day,
        max(difference.day) as last_day,
        array_agg(distinct difference.stored_by) filter (where difference.stored_by is not null) as people
    from vlmis.open_difference as difference
    group by difference.kind, difference.store_id, difference.org_unit_uid, difference.origin_org_unit_uid
    union all
    select
        'org_unit_gone' as kind,
        store.store_id,
        removed.org_unit_uid,
        null as origin_org_unit_uid,
        count(*) as count,
        min(delivery.day) as first_day,
        max(delivery.day) as last_day,
        null as people
    from vlmis.org_unit as removed
    inner join vlmis.store on removed.org_unit_uid = store.org_unit_uid and store.closed_on is null
    cross join vlmis.delivery_day
    inner join vlmis.delivery
        on
            delivery_day.day = delivery.day
            and store.store_id = delivery.store_id
            and removed.org_unit_uid = delivery.org_unit_uid
            and delivery.state = 'posted'
    where removed.removed_at is not null
    group by store.store_id, removed.org_unit_uid
)

select
    found.kind,
    store.code as store_code,
    store.name as store_name,
    found.org_unit_uid,
    org_unit.name as org_unit_name,
    found.origin_org_unit_uid,
    origin.name as origin_name,
    found.count,
    found.first_day,
    found.last_day,
    coalesce(found.people, '{}') as people
from found
inner join vlmis.store on found.store_id = store.store_id
left join vlmis.org_unit on found.org_unit_uid = org_unit.org_unit_uid
left join vlmis.org_unit as origin on found.origin_org_unit_uid = origin.org_unit_uid
where coalesce(found.store_id = any(cast(:store_ids as integer[])), true)
order by found.kind, store.code, found.org_unit_uid, found.origin_org_unit_uid;
