-- Note what came of deletions tonight; those without an outcome wait. The arrays are in step.
-- Params: night date, deletion_ids bigint[], outcomes text[], findings text[]
update vlmis.delivery_deletion
set
    last_night = :night,
    finding = seen.finding,
    outcome = seen.outcome,
    settled_at = case when seen.outcome is not null then clock_timestamp() end
from unnest(
    cast(:deletion_ids as bigint[]), cast(:outcomes as text[]), cast(:findings as text[])
) as seen (deletion_id, outcome, finding)
where delivery_deletion.deletion_id = seen.deletion_id and delivery_deletion.settled_at is null;
