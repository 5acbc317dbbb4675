-- Note that a reading became the replica. Params: reading_id bigint, now timestamptz
update vlmis.org_unit_reading
set applied_at = :now
where org_unit_reading.reading_id = :reading_id;
