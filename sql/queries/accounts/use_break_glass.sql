-- Use up a one-time login; nothing if it is unknown, used or too old.
-- Grain: at most one row.
update vlmis.break_glass
set
    used_at = :now,
    used_from = :address
where code_digest = :code_digest and used_at is null and expires_at > :now
returning break_glass_id, issued_by;
