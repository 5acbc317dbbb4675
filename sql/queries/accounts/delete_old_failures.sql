-- Forget what is too old to count.
delete from vlmis.login_failure
where forwarded_at <= :before;
