-- Hold the horizon alone until commit: nothing is recorded and no day begins meanwhile.
-- Grain: one value. Params: none.
select pg_advisory_xact_lock(vlmis.horizon_key());
