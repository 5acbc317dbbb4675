-- Add, change, move and bring back org units as a reading found them.
-- Grain: one row per org unit that changes. Params: reading_id bigint, now timestamptz
insert into vlmis.org_unit as present (
    org_unit_uid, code, name, short_name, parent_uid, path, level, opening_date, closed_date, last_updated,
    first_seen_at, changed_at
)
select
    org_unit_staged.org_unit_uid,
    org_unit_staged.code,
    org_unit_staged.name,
    org_unit_staged.short_name,
    org_unit_staged.parent_uid,
    org_unit_staged.path,
    org_unit_staged.level,
    org_unit_staged.opening_date,
    org_unit_staged.closed_date,
    org_unit_staged.last_updated,
    :now,
    :now
from vlmis.org_unit_staged
inner join vlmis.org_unit_differences(:reading_id) as difference
    on org_unit_staged.org_unit_uid = difference.org_unit_uid
where org_unit_staged.reading_id = :reading_id
on conflict (org_unit_uid) do update
    set
        code = excluded.code,
        name = excluded.name,
        short_name = excluded.short_name,
        parent_uid = excluded.parent_uid,
        path = excluded.path,
        level = excluded.level,
        opening_date = excluded.opening_date,
        closed_date = excluded.closed_date,
        last_updated = excluded.last_updated,
        changed_at = excluded.changed_at,
        removed_at = null;
