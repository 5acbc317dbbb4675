-- The delivery of every record to DHIS2, for analysts: what is posted, and of the rest why not.
-- Why:   held is not kept per record; it is worked out from the causes that stand now.
-- Grain: one row per stock day, store and product that is to be delivered (or was).
create or replace view analyst.dhis2_delivery as
with standing as (
    select
        delivery_hold.hold_id,
        delivery_hold.reason_code,
        delivery_hold.sentence,
        delivery_hold.fix_by,
        delivery_hold.store_id,
        delivery_hold.product_id,
        delivery_hold.day
    from vlmis.delivery_hold
    where delivery_hold.ended_night is null
),

record as (
    select
        eod_row.day,
        eod_row.store_id,
        eod_row.product_id,
        coalesce(delivery.state, 'pending') as state,
        coalesce(delivery.attempts, 0) as attempts,
        coalesce(delivery.nights_tried, 0) as nights_tried,
        coalesce(delivery.round, 1) as round,
        delivery.last_night,
        delivery.posted_night,
        delivery.target_id,
        delivery.org_unit_uid,
        delivery.request_id
    from vlmis.eod_row
    cross join vlmis.delivery_start
    left join vlmis.delivery
        on
            eod_row.day = delivery.day
            and eod_row.store_id = delivery.store_id
            and eod_row.product_id = delivery.product_id
    where
        delivery.day is not null
        or (
            eod_row.day >= delivery_start.push_from
            and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
        )
)

select
    record.day,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    case
        when held.hold_id is not null and record.state in ('pending', 'refused') then 'held'
        else record.state::text
    end as state,
    record.attempts,
    record.nights_tried,
    record.round,
    case
        when record.state in ('pending', 'refused') and held.hold_id is not null then held.reason_code
        when record.state in ('refused', 'exhausted') then attempt.code
    end as reason_code,
    case
        when record.state in ('pending', 'refused') and held.hold_id is not null then held.sentence
        when record.state in ('refused', 'exhausted') then attempt.sentence
    end as reason,
    case
        when record.state in ('pending', 'refused') and held.hold_id is not null then held.fix_by
        when record.state in ('refused', 'exhausted') then 'dhis2_administrator'
    end as fix_by,
    record.last_night,
    record.posted_night,
    delivery_target.data_element_uid,
    record.org_unit_uid,
    record.request_id,
    coalesce(
        record.state = 'posted'
        and (
            record.org_unit_uid <> store.org_unit_uid
            or delivery_target.data_element_uid <> present.data_element_uid
            or delivery_target.option_combo_uids <> present.option_combo_uids
        ),
        false
    ) as is_remapped
from record
inner join vlmis.store on record.store_id = store.store_id
inner join vlmis.product on record.product_id = product.product_id
left join vlmis.delivery_target on record.target_id = delivery_target.target_id
left join vlmis.present_target as present on record.product_id = present.product_id
left join vlmis.delivery_attempt as attempt
    on
        record.day = attempt.day
        and record.store_id = attempt.store_id
        and record.product_id = attempt.product_id
        and record.round = attempt.round
        and record.attempts = attempt.attempt
left join lateral (
    select
        standing.hold_id,
        standing.reason_code,
        standing.sentence,
        standing.fix_by
    from standing
    where
        coalesce(standing.store_id = record.store_id, true)
        and coalesce(standing.product_id = record.product_id, true)
        and coalesce(standing.day = record.day, true)
    order by standing.hold_id
    limit 1
) as held on record.state in ('pending', 'refused');

comment on view analyst.dhis2_delivery is 'What became of every record (one store and product of one stock day, nine data values) on its way to DHIS2. Grain: one record that is to be delivered, or was.';
comment on column analyst.dhis2_delivery.day is 'Stock day: local calendar day.';
comment on column analyst.dhis2_delivery.store_code is 'Code of the store, as now.';
comment on column analyst.dhis2_delivery.store_name is 'Name of the store, as now.';
comment on column analyst.dhis2_delivery.product_code is 'National code of the product.';
comment on column analyst.dhis2_delivery.product_name is 'Name of the product, as now.';
comment on column analyst.dhis2_delivery.state is 'pending, held (a cause stands, see reason), refused (tried again next night), posted (accepted and read back equal) or exhausted (refused on five nights).';
comment on column analyst.dhis2_delivery.attempts is 'Nights of this round on which DHIS2 refused it, at most five.';
comment on column analyst.dhis2_delivery.nights_tried is 'Nights on which it was sent, whatever came of it; a push for a past night adds none.';
comment on column analyst.dhis2_delivery.round is 'Rounds begun; a requeue begins one.';
comment on column analyst.dhis2_delivery.reason_code is 'The cause by name, or the error code of DHIS2.';
comment on column analyst.dhis2_delivery.reason is 'Why it is not in DHIS2, in words.';
comment on column analyst.dhis2_delivery.fix_by is 'Who can fix it.';
comment on column analyst.dhis2_delivery.last_night is 'Latest night (local date) for which it was sent; null: never.';
comment on column analyst.dhis2_delivery.posted_night is 'Night on which it was read back equal.';
comment on column analyst.dhis2_delivery.data_element_uid is 'Data element that it was last sent to.';
comment on column analyst.dhis2_delivery.org_unit_uid is 'Org unit for which it was last sent.';
comment on column analyst.dhis2_delivery.request_id is 'The request that last carried it.';
comment on column analyst.dhis2_delivery.is_remapped is 'True when it is posted under an HMIS Code, org unit or category combos that have changed since; vlmis requeue sends it to the current ones.';

grant select on analyst.dhis2_delivery to vlmis_analyst, vlmis_pipeline, vlmis_recorder;
