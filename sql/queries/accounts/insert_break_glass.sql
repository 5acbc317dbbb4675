-- Write down a one-time login that was given out at the command line.
insert into vlmis.break_glass (code_digest, issued_at, issued_by, reason, expires_at)
values (:code_digest, :now, :by, :reason, :expires_at);
