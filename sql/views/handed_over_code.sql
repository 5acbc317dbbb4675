-- Codes of today that another store had before. A line dated before its store got the code may mean the other store.
-- Grain: one row per code.
create or replace view vlmis.handed_over_code as
select
    store.code,
    store.store_id,
    greatest(max(former.held_until), store.code_since) as changed_hands_on
from vlmis.former_store_code as former
inner join vlmis.store on former.code = store.code and former.store_id <> store.store_id
group by store.code, store.store_id, store.code_since;

comment on view vlmis.handed_over_code is 'Codes of today that another store had before. Grain: one code.';
comment on column vlmis.handed_over_code.code is 'The code.';
comment on column vlmis.handed_over_code.store_id is 'The store that has it today.';
comment on column vlmis.handed_over_code.changed_hands_on is 'Local day from which the code means this store, and no other one.';

grant select on vlmis.handed_over_code to vlmis_recorder, vlmis_pipeline;
