-- name: begin_snapshot
-- See the database as it is at one instant until the end of the transaction, however long a backup takes. Params: none.
set local transaction_isolation = 'repeatable read';
set local idle_in_transaction_session_timeout = 0;


-- name: export_snapshot
-- Name the instant that this transaction sees, so that another session can see the same.
-- Grain: one value. Params: none.
select pg_export_snapshot();
