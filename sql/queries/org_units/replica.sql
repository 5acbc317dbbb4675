-- name: select_newest_reading
-- The newest reading of the org-unit tree that became the replica, and how many org units that has now.
-- Grain: one row; none before the first refresh. Params: none.
select
    org_unit_reading.reading_id,
    org_unit_reading.read_at,
    org_unit_reading.applied_at,
    org_unit_reading.base_url,
    org_unit_reading.unit_count,
    (
        select count(*)
        from vlmis.org_unit
        where org_unit.removed_at is null
    ) as present_count
from vlmis.org_unit_reading
where org_unit_reading.applied_at is not null
order by org_unit_reading.reading_id desc
limit 1;
