-- What DHIS2 holds otherwise than frozen, as last seen, and nobody has sent it again or asked for its deletion since.
-- Why:   differences are only ever added; which of them still call for an act follows from the record.
-- Grain: one data value of DHIS2.
create or replace view vlmis.open_difference as
with latest as (
    select distinct on (seen.day, seen.org_unit_uid, seen.data_element_uid, seen.option_combo_uid)
        seen.difference_id,
        seen.run_id,
        seen.kind,
        seen.day,
        seen.store_id,
        seen.product_id,
        seen.category,
        seen.frozen_value,
        seen.found_value,
        seen.stored_by,
        seen.stored_at,
        seen.org_unit_uid,
        seen.data_element_uid,
        seen.option_combo_uid,
        seen.origin_org_unit_uid,
        seen.round,
        seen.seen_at
    from vlmis.read_back_difference as seen
    where seen.kind <> 'not_as_sent'
    order by
        seen.day asc, seen.org_unit_uid asc, seen.data_element_uid asc, seen.option_combo_uid asc,
        seen.difference_id desc
)

select
    latest.difference_id,
    latest.run_id,
    latest.kind,
    latest.day,
    latest.store_id,
    latest.product_id,
    latest.category,
    latest.frozen_value,
    latest.found_value,
    latest.stored_by,
    latest.stored_at,
    latest.org_unit_uid,
    latest.data_element_uid,
    latest.option_combo_uid,
    latest.origin_org_unit_uid,
    latest.seen_at
from latest
left join vlmis.delivery
    on
        latest.day = delivery.day
        and latest.store_id = delivery.store_id
        and latest.product_id = delivery.product_id
where
    (
        latest.kind in ('changed', 'missing')
        and delivery.state = 'posted'
        and delivery.round = latest.round
    )
    or (
        latest.kind = 'foreign'
        and (delivery.org_unit_uid is distinct from latest.org_unit_uid)
        and not exists (
            select from vlmis.delivery_deletion as deletion
            where
                deletion.day = latest.day
                and deletion.store_id = latest.store_id
                and deletion.product_id = latest.product_id
                and deletion.org_unit_uid = latest.org_unit_uid
                -- Asked for; what was kept then is listed with the stale values.
                and coalesce(deletion.settled_at > latest.seen_at, true)
        )
    );

comment on view vlmis.open_difference is 'What DHIS2 holds otherwise than frozen, as last seen, and nobody has sent it again or asked for its deletion since. Grain: one data value of DHIS2.';
comment on column vlmis.open_difference.difference_id is 'Id, in the order of seeing.';
comment on column vlmis.open_difference.run_id is 'The run that saw it.';
comment on column vlmis.open_difference.kind is 'changed, missing or foreign.';
comment on column vlmis.open_difference.day is 'Stock day.';
comment on column vlmis.open_difference.store_id is 'The store; of a foreign value with an origin, the store that had posted it there.';
comment on column vlmis.open_difference.product_id is 'The product.';
comment on column vlmis.open_difference.category is 'Category of the data value.';
comment on column vlmis.open_difference.frozen_value is 'The frozen value, in the product''s unit; null: a foreign value that nothing frozen equals.';
comment on column vlmis.open_difference.found_value is 'What DHIS2 holds; null: nothing.';
comment on column vlmis.open_difference.stored_by is 'Who stored it in DHIS2.';
comment on column vlmis.open_difference.stored_at is 'When, as DHIS2 writes it.';
comment on column vlmis.open_difference.org_unit_uid is 'Org unit at which it was seen.';
comment on column vlmis.open_difference.data_element_uid is 'Its data element.';
comment on column vlmis.open_difference.option_combo_uid is 'Its category option combo.';
comment on column vlmis.open_difference.origin_org_unit_uid is 'Org unit, gone from DHIS2, for which exactly this value was posted; null: none.';
comment on column vlmis.open_difference.seen_at is 'When it was seen.';

grant select on vlmis.open_difference to vlmis_recorder, vlmis_pipeline;
