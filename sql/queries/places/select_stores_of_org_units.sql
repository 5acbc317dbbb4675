-- The stores that these org units are attached to.
-- Grain:  one row per store.
-- Params: uids text[]
select
    store.code,
    store.org_unit_uid
from vlmis.store
where store.org_unit_uid = any(:uids);
