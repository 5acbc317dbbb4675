-- A login that succeeded lets its username begin anew.
delete from vlmis.login_failure
where username_key = :username_key;
