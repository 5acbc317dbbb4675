-- name: insert_break_glass
-- Write down a one-time login that was given out at the command line.
insert into vlmis.break_glass (code_digest, issued_at, issued_by, reason, expires_at)
values (:code_digest, :now, :by, :reason, :expires_at);


-- name: use_break_glass
-- Use up a one-time login; nothing if it is unknown, used or too old.
-- Grain: at most one row.
update vlmis.break_glass
set
    used_at = :now,
    used_from = :address
where code_digest = :code_digest and used_at is null and expires_at > :now
returning break_glass_id, issued_by;
