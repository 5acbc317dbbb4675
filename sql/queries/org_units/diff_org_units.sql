-- name: select_differences
-- What a reading would change. Grain: one row per org unit that would change. Params: reading_id bigint
select
    difference.change,
    difference.org_unit_uid,
    difference.code,
    difference.name,
    difference.path_before,
    difference.path_now
from vlmis.org_unit_differences(:reading_id) as difference
order by difference.change, coalesce(difference.path_now, difference.path_before);
