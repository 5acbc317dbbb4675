-- Keep that DHIS2 accepted this person now.
update vlmis.account
set
    last_login_at = :now,
    dhis2_checked_at = :now,
    dhis2_state = 'enabled'
where username = :username and deactivated_at is null;
