-- Code of the central store.
-- Grain: one value, or none while there is no store.
select code
from vlmis.store
where supplier_store_id is null;
