-- A store by its code. Grain: one row when it exists. Params: store_code text
select
    store.store_id,
    store.code,
    store.name
from vlmis.store
where store.code = :store_code;
