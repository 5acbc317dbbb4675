-- Take all stores of an account away, to give it others in the same transaction.
delete from vlmis.account_store
where account_id = :account_id;
