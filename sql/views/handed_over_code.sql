-- Codes of today that another store had before. A line dated before the last of these days may mean the other store.
-- Grain: one row per code.
create or replace view vlmis.handed_over_code as
select
    store.code,
    store.store_id,
    max(former.held_until) as held_until
from vlmis.former_store_code as former
inner join vlmis.store on former.code = store.code and former.store_id <> store.store_id
group by store.code, store.store_id;

comment on view vlmis.handed_over_code is 'Codes of today that another store had before. Grain: one code.';
comment on column vlmis.handed_over_code.code is 'The code.';
comment on column vlmis.handed_over_code.store_id is 'The store that has it today.';
comment on column vlmis.handed_over_code.held_until is 'Local day on which the last other store gave it up.';

grant select on vlmis.handed_over_code to vlmis_recorder, vlmis_pipeline;
