-- name: call_follow_org_unit
-- Give one store the name and code of its org unit. Grain: one row: how many stores got another code.
-- Params: today date (local), store_id integer
select followed.recoded
from vlmis.follow_org_units(:today, array[cast(:store_id as integer)]) as followed;


-- name: select_reattachment
-- What it means to give a store another org unit.
-- Grain:  one row; org unit columns are null where DHIS2 has no such org unit. new_code: the code of the store then.
-- Units:  records (stock day, store, product) that were sent to the org unit of now, or wait to be sent.
-- Params: store_code, org_unit_uid text
with sent as (
    select
        delivery.store_id,
        count(*) filter (where delivery.state = 'posted') as posted,
        min(delivery.day) filter (where delivery.state = 'posted') as first_posted,
        max(delivery.day) filter (where delivery.state = 'posted') as last_posted
    from vlmis.delivery
    inner join vlmis.store on delivery.store_id = store.store_id
    where store.code = :store_code and delivery.org_unit_uid = store.org_unit_uid
    group by delivery.store_id
)

select
    store.store_id,
    store.code as store,
    store.name,
    store.org_unit_uid as old_uid,
    unit.org_unit_uid as new_uid,
    unit.name as new_name,
    case when unit.is_shared or holder.store_id <> store.store_id then store.code else unit.store_code end as new_code,
    attached.code as attached_store,
    coalesce(sent.posted, 0) as posted,
    sent.first_posted,
    sent.last_posted,
    vlmis.count_waiting_records(store.store_id) as waiting
from vlmis.store
left join vlmis.present_org_unit as unit on unit.org_unit_uid = :org_unit_uid and unit.is_usable
left join vlmis.store as holder on unit.store_code = holder.code
left join vlmis.store as attached on unit.org_unit_uid = attached.org_unit_uid
left join sent on store.store_id = sent.store_id
where store.code = :store_code;


-- name: set_reason
-- Set why the changes of this transaction are made; it is kept with them. Grain: one value. Params: reason text
select set_config('vlmis.reason', :reason, true);


-- name: update_org_unit
-- Give a store another org unit. Params: store_id integer, org_unit_uid text
update vlmis.store
set org_unit_uid = :org_unit_uid
where store.store_id = :store_id;
