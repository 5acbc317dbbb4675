-- Let one login at a time be counted per username and per address (names before addresses: no deadlock).
select
    pg_advisory_xact_lock(hashtextextended('login name ' || encode(:username_key, 'hex'), 0)),
    pg_advisory_xact_lock(hashtextextended('login address ' || :address, 0));
