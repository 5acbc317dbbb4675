-- Take from an account the roles that it shall not have.
-- Params: account_id integer, roles text[]
delete from vlmis.account_role
where account_role.account_id = :account_id and account_role.role <> all(cast(:roles as text[]));
