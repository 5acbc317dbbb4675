-- name: remove_movement
-- Take a movement out of an open day, and keep it in the log of removals. Params: source_key text, reason text, by text
select vlmis.remove_movement(:source_key, :reason, :by);
