-- A session that was ended for an account stays ended.
-- Why:   a token names the generation of sessions in which it was made; whoever ends the sessions of an account, by
--        whichever way, begins a new generation, so that no earlier token is valid again after a reactivation.
create or replace function vlmis.begin_session_generation() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    new.session_generation := old.session_generation + (
        (new.deactivated_at is not null and old.deactivated_at is null)
        or (new.dhis2_state <> 'enabled' and old.dhis2_state = 'enabled')
        or new.dhis2_uid <> old.dhis2_uid
    )::int;
    return new;
end
$$;

create or replace trigger sessions_end_for_good before update on vlmis.account
    for each row execute function vlmis.begin_session_generation();
