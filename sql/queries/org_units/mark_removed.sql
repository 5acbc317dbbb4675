-- Put a tombstone on the org units that a reading no longer found. Params: reading_id bigint, now timestamptz
update vlmis.org_unit as present
set removed_at = :now, changed_at = :now
from vlmis.org_unit_differences(:reading_id) as difference
where difference.change = 'removed' and present.org_unit_uid = difference.org_unit_uid;
