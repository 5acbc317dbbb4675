-- name: set_actor
-- Say who acts in this transaction: what changes of master data are kept under. Params: actor text
select set_config('vlmis.actor', :actor, true);
