-- For which stores DHIS2 takes which days although they have expired, or will: its lock exceptions.
create or replace view vlmis.reopened_store_day as
select
    exception.snapshot_id,
    exception.day,
    store.store_id
from vlmis.dhis2_lock_exception as exception
inner join vlmis.store on exception.org_unit_uid = store.org_unit_uid;

comment on view vlmis.reopened_store_day is 'The days that DHIS2 has opened again for a store. Grain: one store and day of one snapshot.';
comment on column vlmis.reopened_store_day.snapshot_id is 'The snapshot.';
comment on column vlmis.reopened_store_day.day is 'Stock day.';
comment on column vlmis.reopened_store_day.store_id is 'The store.';

grant select on vlmis.reopened_store_day to vlmis_pipeline;
