-- Take the org units from stores that are about to get others, so that two may change places.
-- Params: codes text[]
update vlmis.store
set org_unit_uid = null
where store.code = any(:codes);
