-- Take back the count of a login that DHIS2 did not answer.
delete from vlmis.login_failure
where failure_id = :failure_id;
