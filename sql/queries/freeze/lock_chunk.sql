-- Take a chunk until commit: the day shared with other chunks, the chunk alone.
-- Grain:  one value; false: another task has it, or the whole day.
-- Params: day date, chunk integer
select
    pg_try_advisory_xact_lock_shared(vlmis.day_key(:day))
    and pg_try_advisory_xact_lock(4839203, :chunk);
