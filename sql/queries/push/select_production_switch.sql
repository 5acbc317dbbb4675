-- How production was last switched. Grain: one row; none: never. Params: none
select
    production_switch.is_on,
    production_switch.base_url,
    production_switch.root_org_unit_uid,
    production_switch.system_identifier,
    production_switch.installation_id,
    production_switch.push_from,
    production_switch.switched_at,
    production_switch.switched_by
from vlmis.production_switch
order by production_switch.switch_id desc
limit 1;
