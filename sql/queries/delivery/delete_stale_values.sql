-- name: attach_deletions
-- Note which request asks DHIS2 to delete. Params: request_id bigint, deletion_ids bigint[]
update vlmis.delivery_deletion
set request_id = :request_id
where delivery_deletion.deletion_id = any(cast(:deletion_ids as bigint[])) and delivery_deletion.settled_at is null;


-- name: select_deletion_days
-- Days with stale values to delete, of records that are posted to their new target or withdrawn, oldest first.
-- Grain: one row per day.
-- Params: none
select distinct delivery_deletion.day
from vlmis.delivery_deletion
inner join vlmis.delivery
    on
        delivery_deletion.day = delivery.day
        and delivery_deletion.store_id = delivery.store_id
        and delivery_deletion.product_id = delivery.product_id
where delivery_deletion.settled_at is null and delivery.state in ('posted', 'withdrawn')
order by delivery_deletion.day;


-- name: select_deletions
-- The stale values of a day that may be deleted, as they were frozen, and the records that have the same keys now.
-- Grain:  one row per target that a record left, ordered by org unit and product.
-- Params: day date
-- Units:  the product's
with waiting as (
    select
        delivery_deletion.deletion_id,
        delivery_deletion.store_id,
        delivery_deletion.product_id,
        delivery_deletion.org_unit_uid,
        delivery_deletion.request_id,
        delivery_target.data_set_uid,
        delivery_target.data_element_uid,
        delivery_target.option_combo_uids
    from vlmis.delivery_deletion
    inner join vlmis.delivery_target on delivery_deletion.target_id = delivery_target.target_id
    inner join vlmis.delivery
        on
            delivery.day = :day
            and delivery_deletion.store_id = delivery.store_id
            and delivery_deletion.product_id = delivery.product_id
    where
        delivery_deletion.day = :day
        and delivery_deletion.settled_at is null
        and delivery.state in ('posted', 'withdrawn')
),

-- DHIS2 knows no data set of a value: the same data element, org unit and combo are the same value.
claim as (
    select
        waiting.deletion_id,
        array_agg(distinct combo.uid) as combo_uids,
        bool_and(delivery.state = 'posted') as is_posted,
        min(
            case
                when delivery.store_id = waiting.store_id then product.code
                else product.code || ' of ' || store.code
            end
        ) as claimer
    from waiting
    inner join vlmis.delivery on delivery.day = :day and waiting.org_unit_uid = delivery.org_unit_uid
    inner join vlmis.delivery_target as present
        on delivery.target_id = present.target_id and waiting.data_element_uid = present.data_element_uid
    cross join unnest(present.option_combo_uids) as combo (uid)
    inner join vlmis.store on delivery.store_id = store.store_id
    inner join vlmis.product on delivery.product_id = product.product_id
    where combo.uid = any(waiting.option_combo_uids) and delivery.state <> 'withdrawn'
    group by waiting.deletion_id
)

select
    waiting.deletion_id,
    waiting.request_id,
    waiting.data_set_uid,
    waiting.data_element_uid,
    waiting.option_combo_uids,
    waiting.org_unit_uid,
    org_unit.path,
    org_unit.removed_at is not null as is_removed,
    coalesce(claim.combo_uids, '{}') as claimed_combo_uids,
    coalesce(claim.is_posted, true) as is_claim_posted,
    coalesce(claim.claimer, '') as claimer,
    vlmis.record_data_values(eod_row) as data_values
from waiting
inner join vlmis.org_unit on waiting.org_unit_uid = org_unit.org_unit_uid
inner join vlmis.eod_row
    on
        eod_row.day = :day
        and waiting.store_id = eod_row.store_id
        and waiting.product_id = eod_row.product_id
left join claim on waiting.deletion_id = claim.deletion_id
order by waiting.org_unit_uid collate "C", waiting.product_id, waiting.deletion_id;


-- name: settle_deletions
-- Store the outcomes of deletions in a night; those without an outcome wait. The arrays are in step.
-- Params: night date, deletion_ids bigint[], outcomes text[], findings jsonb[]
update vlmis.delivery_deletion
set
    last_night = :night,
    finding = seen.finding,
    outcome = seen.outcome,
    settled_at = case when seen.outcome is not null then clock_timestamp() end
from unnest(
    cast(:deletion_ids as bigint[]), cast(:outcomes as text[]), cast(:findings as jsonb[])
) as seen (deletion_id, outcome, finding)
where delivery_deletion.deletion_id = seen.deletion_id and delivery_deletion.settled_at is null;
