-- name: count_records_by_store
-- How many records of a day each store may send, in the order of the tree of that day.
-- Grain: one row per store with any. Params: run_id text, day date
with recursive sendable as (
    select
        record.store_id,
        count(*) as records
    from vlmis.sendable_records(:run_id, :day) as record
    group by record.store_id
),

branch_of_store as (
    select
        walk_store.store_id,
        walk_store.store_id as branch_id
    from vlmis.walk_store
    where walk_store.day = :day and walk_store.level = 2
    union all
    select
        walk_store.store_id,
        branch_of_store.branch_id
    from vlmis.walk_store
    inner join branch_of_store on walk_store.supplier_store_id = branch_of_store.store_id
    where walk_store.day = :day
)

select
    sendable.store_id,
    sendable.records,
    coalesce(vlmis.name_in_label(branch.name), 'central') as branch
from sendable
inner join vlmis.walk_store on walk_store.day = :day and sendable.store_id = walk_store.store_id
left join branch_of_store on sendable.store_id = branch_of_store.store_id
left join vlmis.store as branch on branch_of_store.branch_id = branch.store_id
order by walk_store.path collate "C";


-- name: delete_plan_batches
-- Forget the batches of a run. Params: run_id text
delete from vlmis.push_batch
where push_batch.run_id = :run_id;


-- name: delete_plan_products
-- Forget where products were to go in a run. Params: run_id text
delete from vlmis.push_product
where push_product.run_id = :run_id;


-- name: end_holds
-- End the holds of some rules that this night did not find again. The last four arrays are in step.
-- Params: night date, rules text[], messages jsonb[], store_ids integer[], product_ids integer[], days date[]
update vlmis.delivery_hold
set ended_night = :night
where
    delivery_hold.ended_night is null
    and delivery_hold.reason_code = any(cast(:rules as text[]))
    and not exists (
        select
        from unnest(
            cast(:messages as jsonb[]), cast(:store_ids as integer[]), cast(:product_ids as integer[]),
            cast(:days as date[])
        ) as found (message, store_id, product_id, day)
        -- A null equals another one; in this form the planner can hash.
        where
            found.message ->> 'code' = delivery_hold.reason_code
            and coalesce(found.store_id, 0) = coalesce(delivery_hold.store_id, 0)
            and coalesce(found.product_id, 0) = coalesce(delivery_hold.product_id, 0)
            and coalesce(found.day, '-infinity') = coalesce(delivery_hold.day, '-infinity')
    );


-- name: end_holds_from_answers
-- End the holds that answers of DHIS2 caused: what it refused is tried again in this night. Params: night date
update vlmis.delivery_hold
set ended_night = :night
where delivery_hold.ended_night is null and delivery_hold.is_from_answer;


-- name: insert_batch
-- Plan one batch.
-- Params: run_id text, number integer, label text, days date[], store_ids integer[], record_count bigint,
--         closes_at timestamptz
insert into vlmis.push_batch (run_id, number, label, days, store_ids, record_count, closes_at)
values (:run_id, :number, :label, :days, :store_ids, :record_count, :closes_at);


-- name: insert_plan_products
-- Note where each product goes in a run; and for good, where products go and as which org units stores report.
-- Params: run_id text, snapshot_id bigint
with reporting as (
    insert into vlmis.reported_org_unit (org_unit_uid, store_id)
    select
        store.org_unit_uid,
        store.store_id
    from vlmis.store
    where
        store.org_unit_uid is not null
        and not exists (
            select from vlmis.reported_org_unit as known
            where known.org_unit_uid = store.org_unit_uid and known.store_id = store.store_id
        )
    on conflict (org_unit_uid, store_id) do nothing
),

planned as (
    insert into vlmis.push_product (run_id, product_id, target_id)
    select
        :run_id,
        product.product_id,
        delivery_target.target_id
    from vlmis.product
    inner join vlmis.dhis2_data_element
        on
            product.hmis_code = dhis2_data_element.data_element_uid
            and dhis2_data_element.snapshot_id = :snapshot_id
    inner join vlmis.dhis2_snapshot on dhis2_data_element.snapshot_id = dhis2_snapshot.snapshot_id
    inner join vlmis.delivery_target
        on
            dhis2_snapshot.data_set_uid = delivery_target.data_set_uid
            and dhis2_data_element.data_element_uid = delivery_target.data_element_uid
            and dhis2_data_element.option_combo_uids = delivery_target.option_combo_uids
    returning push_product.product_id, push_product.target_id
)

insert into vlmis.reported_target (target_id, product_id)
select
    planned.target_id,
    planned.product_id
from planned
on conflict (target_id, product_id) do nothing;


-- name: insert_targets
-- Create the targets of a snapshot's data elements, where they are new. Params: snapshot_id bigint
insert into vlmis.delivery_target (data_set_uid, data_element_uid, option_combo_uids)
select
    dhis2_snapshot.data_set_uid,
    dhis2_data_element.data_element_uid,
    dhis2_data_element.option_combo_uids
from vlmis.dhis2_data_element
inner join vlmis.dhis2_snapshot on dhis2_data_element.snapshot_id = dhis2_snapshot.snapshot_id
where dhis2_data_element.snapshot_id = :snapshot_id and dhis2_data_element.combo_problems = '[]'
on conflict (data_set_uid, data_element_uid, option_combo_uids) do nothing;


-- name: select_days_to_deliver
-- Days with records to deliver that no hold affects whole, and when DHIS2 closes each (null: never), oldest first.
-- Grain: one row per day. Params: push_from date, snapshot_id bigint
select
    waiting.day,
    waiting.closes_at
from vlmis.days_until_closing(:push_from, :snapshot_id) as waiting
where
    not exists (
        select from vlmis.delivery_hold as hold
        where
            hold.ended_night is null
            and hold.store_id is null
            and hold.product_id is null
            and coalesce(hold.day = waiting.day, true)
    )
order by waiting.day;


-- name: select_snapshot_data_set
-- The data set that a snapshot describes. Grain: one value when the snapshot is kept. Params: snapshot_id bigint
select dhis2_snapshot.data_set_uid
from vlmis.dhis2_snapshot
where dhis2_snapshot.snapshot_id = :snapshot_id;


-- name: upsert_holds
-- Store the holds that a night found. The arrays are in step, one element per hold.
-- Params: night date, is_from_answer boolean, messages jsonb[], store_ids integer[], product_ids integer[],
--         days date[], contradicted text[] (rules separated by commas)
insert into vlmis.delivery_hold (
    reason_code, is_from_answer, store_id, product_id, day, values, first_night, last_night, contradicted_rules
)
select
    found.message ->> 'code',
    :is_from_answer,
    found.store_id,
    found.product_id,
    found.day,
    found.message -> 'values',
    :night,
    :night,
    string_to_array(found.contradicted, ',')
from unnest(
    cast(:messages as jsonb[]), cast(:store_ids as integer[]), cast(:product_ids as integer[]),
    cast(:days as date[]), cast(:contradicted as text[])
) as found (message, store_id, product_id, day, contradicted)
on conflict (reason_code, store_id, product_id, day) where ended_night is null do update
    set
        values = excluded.values,
        last_night = excluded.last_night,
        contradicted_rules = excluded.contradicted_rules;


-- name: upsert_run
-- Begin a run, or plan it again. Params: run_id text, night date, snapshot_id bigint, data_set_uid text,
--         counts_attempts boolean, push_from date
insert into vlmis.push_run (
    run_id, night, snapshot_id, data_set_uid, counts_attempts, push_from, planned_at
)
values (:run_id, :night, :snapshot_id, :data_set_uid, :counts_attempts, :push_from, clock_timestamp())
on conflict (run_id) do update
    set
        snapshot_id = excluded.snapshot_id,
        data_set_uid = excluded.data_set_uid,
        planned_at = excluded.planned_at,
        stopped_at = null,
        stopped_until = null,
        stopped_reason = null,
        finished_at = null;
