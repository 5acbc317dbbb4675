-- Keep what DHIS2 said of a user now.
update vlmis.account
set
    dhis2_checked_at = :now,
    dhis2_state = :dhis2_state
where username = :username;
