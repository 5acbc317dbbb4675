-- name: set_actor
-- Say who acts in this transaction: what changes of master data are kept under. Params: actor text
select set_config('vlmis.actor', :actor, true);


-- name: select_server_version
-- Select the major version of the server. Grain: one value. Params: none.
select cast(current_setting('server_version_num') as integer) / 10000;
