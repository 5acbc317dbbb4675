-- One migration at a time. Params: none.
select pg_advisory_xact_lock(4839200);
