-- The delivery of every record to DHIS2, for analysts: what is posted, and of the rest why not.
-- Why:   held is not kept per record; it follows from the holds in force.
-- Grain: one row per stock day, store and product that is to be delivered (or was).
create or replace view analyst.dhis2_delivery as
with record as (
    select
        record_hold.day,
        record_hold.store_id,
        record_hold.product_id,
        case when coalesce(delivery.state, 'pending') in ('pending', 'refused') then record_hold.hold_id end as hold_id,
        coalesce(delivery.state, 'pending') as state,
        coalesce(delivery.attempts, 0) as attempts,
        coalesce(delivery.nights_tried, 0) as nights_tried,
        coalesce(delivery.round, 1) as round,
        delivery.last_night,
        delivery.posted_night,
        delivery.target_id,
        delivery.org_unit_uid,
        delivery.request_id,
        delivery.withdrawal_id
    from vlmis.record_hold
    cross join vlmis.delivery_start
    left join vlmis.delivery
        on
            record_hold.day = delivery.day
            and record_hold.store_id = delivery.store_id
            and record_hold.product_id = delivery.product_id
    where
        delivery.day is not null
        or (
            record_hold.day >= delivery_start.push_from
            and record_hold.day > (select min(stock_day.day) from vlmis.stock_day)
        )
)

select
    record.day,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    case when record.hold_id is null then cast(record.state as text) else 'held' end as state,
    record.attempts,
    record.nights_tried,
    record.round,
    coalesce(hold.reason_code, attempt.code) as reason_code,
    hold.values as reason_values,
    attempt.answer,
    record.last_night,
    record.posted_night,
    delivery_target.data_element_uid,
    record.org_unit_uid,
    record.request_id,
    -- As subqueries, so that the planner orders as few joins as before.
    (
        select withdrawal.withdrawn_by
        from vlmis.delivery_withdrawal as withdrawal
        where record.state = 'withdrawn' and withdrawal.withdrawal_id = record.withdrawal_id
    ) as withdrawn_by,
    (
        select withdrawal.reason
        from vlmis.delivery_withdrawal as withdrawal
        where record.state = 'withdrawn' and withdrawal.withdrawal_id = record.withdrawal_id
    ) as withdrawal_reason,
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
        and record.state in ('refused', 'exhausted')
        and record.hold_id is null
left join vlmis.delivery_hold as hold on record.hold_id = hold.hold_id;

comment on view analyst.dhis2_delivery is 'What became of every record (one store and product of one stock day, nine data values) on its way to DHIS2. Grain: one record that is to be delivered, or was.';
comment on column analyst.dhis2_delivery.day is 'Stock day: local calendar day.';
comment on column analyst.dhis2_delivery.store_code is 'Code of the store, as now.';
comment on column analyst.dhis2_delivery.store_name is 'Name of the store, as now.';
comment on column analyst.dhis2_delivery.product_code is 'National code of the product.';
comment on column analyst.dhis2_delivery.product_name is 'Name of the product, as now.';
comment on column analyst.dhis2_delivery.state is 'pending, held (a hold affects it, see reason_code), refused (tried again next night), posted (accepted and read back equal), exhausted (refused on five nights) or withdrawn (a person says that it can never arrive).';
comment on column analyst.dhis2_delivery.attempts is 'Nights of this round on which DHIS2 refused it, at most five.';
comment on column analyst.dhis2_delivery.nights_tried is 'Nights on which it was sent, whatever came of it; a push for a past night adds none.';
comment on column analyst.dhis2_delivery.round is 'Rounds begun; a requeue begins one.';
comment on column analyst.dhis2_delivery.reason_code is 'Why it is not in DHIS2: the code of the hold, which docs/messages.md describes with who can fix it; else the error code of DHIS2.';
comment on column analyst.dhis2_delivery.reason_values is 'Of a hold: the values of its message, by name (stores, products, days and what else its text names).';
comment on column analyst.dhis2_delivery.answer is 'Of a refusal: what DHIS2 answered, in its own words.';
comment on column analyst.dhis2_delivery.last_night is 'Latest night (local date) for which it was sent; null: never.';
comment on column analyst.dhis2_delivery.posted_night is 'Night on which it was read back equal.';
comment on column analyst.dhis2_delivery.data_element_uid is 'Data element that it was last sent to.';
comment on column analyst.dhis2_delivery.org_unit_uid is 'Org unit for which it was last sent.';
comment on column analyst.dhis2_delivery.request_id is 'The request that last carried it.';
comment on column analyst.dhis2_delivery.withdrawn_by is 'Who withdrew it; null: it is not withdrawn.';
comment on column analyst.dhis2_delivery.withdrawal_reason is 'Why it was withdrawn, in the words of that person.';
comment on column analyst.dhis2_delivery.is_remapped is 'True when it is posted under an HMIS Code, org unit or category combos that have changed since; vlmis requeue sends it to the current ones.';

grant select on analyst.dhis2_delivery to vlmis_analyst, vlmis_pipeline, vlmis_recorder;
