-- Take all roles of an account away, to give it others in the same transaction.
delete from vlmis.account_role
where account_id = :account_id;
