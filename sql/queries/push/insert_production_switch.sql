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
