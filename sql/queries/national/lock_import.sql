-- One import of national months at a time, until commit.
-- Grain: one value. Params: none.
select pg_advisory_xact_lock(4839210);
