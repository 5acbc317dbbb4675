-- Take from an account the stores that it shall not have.
-- Params: account_id integer, store_ids integer[]
delete from vlmis.account_store
where account_store.account_id = :account_id and account_store.store_id <> all(cast(:store_ids as integer[]));
