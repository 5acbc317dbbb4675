-- One refresh at a time, until commit. Params: none.
select pg_advisory_xact_lock(4839205);
