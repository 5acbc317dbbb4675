-- name: select_store_conflicts
-- Where stores and org units do not agree and a person must decide. Grain: one row per conflict, by kind and code.
select
    store_conflict.code,
    store_conflict.values
from vlmis.store_conflict
order by store_conflict.code, store_conflict.store_code collate "C";
