-- How production was switched, newest first.
-- Grain: one row per switching. Params: line_count integer
select
    production_switch.switched_at,
    production_switch.switched_by,
    production_switch.is_on,
    production_switch.base_url,
    production_switch.root_org_unit_uid,
    production_switch.push_from
from vlmis.production_switch
order by production_switch.switch_id desc
limit :line_count;
