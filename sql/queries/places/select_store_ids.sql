-- The ids of some stores. Grain: one row per code that a store has. Params: codes text[]
select
    store.code,
    store.store_id
from vlmis.store
where store.code = any(cast(:codes as text[]));
