-- Where stores and org units do not agree and a person must decide. Each part is one kind.
-- Grain: one row per conflict; code and values are those of its message.
create or replace view vlmis.store_conflict as
select
    'code_is_taken_by_another_store' as code,
    store.code as store_code,
    jsonb_build_object(
        'store', store.code, 'name', store.name, 'code', unit.store_code,
        'other_store', holder.code, 'other_name', holder.name
    ) as values
from vlmis.store
inner join vlmis.present_org_unit as unit on store.org_unit_uid = unit.org_unit_uid
inner join vlmis.store as holder on unit.store_code = holder.code and store.store_id <> holder.store_id
where unit.is_usable and not unit.is_shared
union all
select
    'code_is_shared_by_org_units' as code,
    unit.store_code,
    jsonb_build_object(
        'code', unit.store_code,
        'org_units', jsonb_agg(unit.name || ' (' || unit.org_unit_uid || ')' order by unit.name, unit.org_unit_uid)
    ) as values
from vlmis.present_org_unit as unit
where unit.is_shared
group by unit.store_code
union all
select
    'store_org_unit_is_removed' as code,
    store.code as store_code,
    jsonb_build_object(
        'store', store.code, 'name', store.name, 'org_unit', org_unit.name, 'uid', org_unit.org_unit_uid
    ) as values
from vlmis.store
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where org_unit.removed_at is not null and store.closed_on is null
union all
select
    'store_org_unit_is_set_aside' as code,
    store.code as store_code,
    jsonb_build_object('store', store.code, 'name', store.name, 'reason', org_unit.set_aside_reason) as values
from vlmis.store
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where org_unit.set_aside_reason is not null and store.closed_on is null;

comment on view vlmis.store_conflict is 'Where stores and org units do not agree and a person must decide. Grain: one conflict.';
comment on column vlmis.store_conflict.code is 'The kind of conflict: code of its message.';
comment on column vlmis.store_conflict.store_code is 'Code of the store, or the code that org units share.';
comment on column vlmis.store_conflict.values is 'The values of its message.';

grant select on vlmis.store_conflict to vlmis_recorder, vlmis_pipeline, vlmis_analyst;
