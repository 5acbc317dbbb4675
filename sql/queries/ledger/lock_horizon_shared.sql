-- Recorders hold the horizon together: no day can begin to close until they commit. Params: none.
select pg_advisory_xact_lock_shared(vlmis.horizon_key());
