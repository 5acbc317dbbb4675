-- name: delete_old_forms
-- Forget the forms that nobody came back for. Params: oldest timestamptz
delete from vlmis.kept_form
where kept_form.kept_at < :oldest;


-- name: upsert_form
-- Keep the form of an account, in place of an earlier one; nothing is kept of an account that is not there.
-- Params: account_id integer, username text, path text, fields jsonb, kept_at timestamptz
insert into vlmis.kept_form (account_id, path, fields, kept_at)
select
    account.account_id,
    :path,
    cast(:fields as jsonb),
    :kept_at
from vlmis.account
where account.account_id = :account_id and account.username = :username
on conflict (account_id) do update
set path = excluded.path, fields = excluded.fields, kept_at = excluded.kept_at;


-- name: select_form
-- The form that is kept of an account. Grain: one row; none: nothing is kept, or for too long.
-- Params: account_id integer, oldest timestamptz
select
    kept_form.path,
    kept_form.fields
from vlmis.kept_form
where kept_form.account_id = :account_id and kept_form.kept_at >= :oldest;


-- name: delete_form
-- Forget the form of an account. Params: account_id integer
delete from vlmis.kept_form
where kept_form.account_id = :account_id;
