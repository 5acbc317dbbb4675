-- Whether there is an account of this name that was not deactivated.
-- Grain: one value.
select exists(
    select from vlmis.account
    where username = :username and deactivated_at is null
);
