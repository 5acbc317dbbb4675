-- The stores that report as some org units. Grain: one row per store. Params: org_unit_uids text[]
select store.store_id
from vlmis.store
where store.org_unit_uid = any(cast(:org_unit_uids as text[]));
