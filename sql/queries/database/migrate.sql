-- name: act_as_owner
-- What a migration makes belongs to the owner. Params: none.
set local role vlmis_owner;


-- name: lock_migration
-- One migration at a time. Params: none.
select pg_advisory_xact_lock(4839200);
