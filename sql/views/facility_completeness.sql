-- Of every store and day that is to be delivered: how many records are due, how many are in DHIS2, and whether DHIS2
-- knows it as complete.
-- Grain: one row per stock day and store.
create or replace view analyst.facility_completeness as
with reported as (
    select
        eod_row.day,
        eod_row.store_id,
        count(*) as records_due,
        count(*) filter (where delivery.state = 'posted') as records_in_dhis2,
        -- Where the records are; several org units while they are sent to a new one.
        case
            when count(distinct delivery.org_unit_uid) filter (where delivery.state = 'posted') = 1
                then min(delivery.org_unit_uid) filter (where delivery.state = 'posted')
        end as org_unit_uid
    from vlmis.eod_row
    inner join vlmis.product on eod_row.product_id = product.product_id
    cross join vlmis.delivery_start
    left join vlmis.delivery
        on
            eod_row.day = delivery.day
            and eod_row.store_id = delivery.store_id
            and eod_row.product_id = delivery.product_id
    where
        (product.hmis_code is not null or delivery.state = 'posted')
        and (
            delivery.day is not null
            or (
                eod_row.day >= delivery_start.push_from
                and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
            )
        )
    group by eod_row.day, eod_row.store_id
)

select
    reported.day,
    store.code as store_code,
    store.name as store_name,
    coalesce(reported.org_unit_uid, store.org_unit_uid) as org_unit_uid,
    reported.records_due,
    reported.records_in_dhis2,
    registration.registered_at is not null as is_registered,
    registration.registered_at,
    registration.finding ->> 'code' as finding_code,
    registration.finding -> 'values' as finding_values
from reported
inner join vlmis.store on reported.store_id = store.store_id
left join lateral (
    select
        newest.registered_at,
        newest.finding
    from vlmis.data_set_registration as newest
    where
        newest.day = reported.day
        and newest.org_unit_uid = coalesce(reported.org_unit_uid, store.org_unit_uid)
    order by newest.registered_at is null, newest.registration_id desc
    limit 1
) as registration on true;

comment on view analyst.facility_completeness is 'How complete the reports of stores are in DHIS2. Grain: one store and stock day that is to be delivered, or was.';
comment on column analyst.facility_completeness.day is 'Stock day: local calendar day.';
comment on column analyst.facility_completeness.store_code is 'Code of the store, as now.';
comment on column analyst.facility_completeness.store_name is 'Name of the store, as now.';
comment on column analyst.facility_completeness.org_unit_uid is 'Org unit at which its records of the day are in DHIS2; while they are at several, or none is there: its present org unit.';
comment on column analyst.facility_completeness.records_due is 'Records (products, of nine data values each) that are to be in DHIS2; a product without HMIS Code is never reported.';
comment on column analyst.facility_completeness.records_in_dhis2 is 'Of them, those that are there: accepted and read back equal.';
comment on column analyst.facility_completeness.is_registered is 'True when the data set is registered as complete in DHIS2, accepted and read back; its reporting rates count that.';
comment on column analyst.facility_completeness.registered_at is 'When the registration was read back; null: it is not registered.';
comment on column analyst.facility_completeness.finding_code is 'Why DHIS2 does not have the registration as it should be: a code that docs/messages.md describes; null: nothing is wrong.';
comment on column analyst.facility_completeness.finding_values is 'Values of that message, by name.';

grant select on analyst.facility_completeness to vlmis_analyst, vlmis_pipeline, vlmis_recorder;
