-- A reading, how many org units the replica has now, and whether a newer one was applied.
-- Grain: one row when the reading exists. Params: reading_id bigint
select
    org_unit_reading.unit_count,
    org_unit_reading.applied_at,
    (
        select count(*)
        from vlmis.org_unit
        where org_unit.removed_at is null
    ) as present_count,
    exists(
        select
        from vlmis.org_unit_reading as newer
        where newer.reading_id > org_unit_reading.reading_id and newer.applied_at is not null
    ) as is_outdated
from vlmis.org_unit_reading
where org_unit_reading.reading_id = :reading_id;
