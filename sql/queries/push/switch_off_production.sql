-- Take back the newest permission to send, for the same DHIS2 and installation.
-- Grain:  one row with the new id; none: nothing was on.
-- Params: switched_at timestamptz, switched_by text
insert into vlmis.production_switch (
    switched_at, switched_by, is_on, base_url, root_org_unit_uid, system_identifier, installation_id, push_from
)
select
    :switched_at,
    :switched_by,
    false,
    newest.base_url,
    newest.root_org_unit_uid,
    newest.system_identifier,
    newest.installation_id,
    newest.push_from
from vlmis.production_switch as newest
where
    newest.is_on
    and newest.switch_id = (select max(production_switch.switch_id) from vlmis.production_switch)
returning production_switch.switch_id;
