-- Deactivate an account (who and when), or activate it again (both null).
update vlmis.account
set
    deactivated_at = :deactivated_at,
    deactivated_by = :deactivated_by
where account_id = :account_id;
