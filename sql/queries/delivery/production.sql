-- name: insert_production_switch
-- Switch production on or off.
-- Params: switched_at timestamptz, switched_by text, is_on boolean, base_url text, root_org_unit_uid text,
--         system_identifier text, installation_id text, push_from date
insert into vlmis.production_switch (
    switched_at, switched_by, is_on, base_url, root_org_unit_uid, system_identifier, installation_id, push_from
)
values (
    :switched_at, :switched_by, :is_on, :base_url, :root_org_unit_uid, :system_identifier, :installation_id,
    :push_from
);


-- name: select_system_identifier
-- Which PostgreSQL cluster this is; a restored copy elsewhere has another identifier.
-- Grain: one value. Params: none
select cast(control.system_identifier as text) as system_identifier
from pg_control_system() as control;


-- name: select_production_switches
-- How production was switched, newest first.
-- Grain: one row per switching. Params: line_count integer
select
    production_switch.switched_at,
    production_switch.switched_by,
    production_switch.is_on,
    production_switch.base_url,
    production_switch.root_org_unit_uid,
    production_switch.system_identifier,
    production_switch.installation_id,
    production_switch.push_from
from vlmis.production_switch
order by production_switch.switch_id desc
limit :line_count;


-- name: switch_off_production
-- Withdraw the newest permission to send, for the same DHIS2 and installation.
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
