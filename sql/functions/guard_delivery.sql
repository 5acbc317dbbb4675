-- The transitions of a delivery, and no others.
-- Why:   "posted" must be proof, and five refusals must be five nights, whoever writes.
-- Same list: vlmis_core/delivery/model/delivery_states.py (a test compares both).
create or replace function vlmis.refuse_wrong_transition() returns trigger
language plpgsql as
$$
begin
    if tg_op = 'INSERT' then
        -- A record without a row is pending, so it can be withdrawn as well.
        if new.state not in ('pending', 'withdrawn') or new.attempts <> 0 or new.round <> 1 then
            raise exception using errcode = 'VL000', message = 'delivery_begins_pending',
                detail = jsonb_build_object('state', new.state)::text;
        end if;
        return new;
    end if;
    if new.state in ('posted', 'refused', 'exhausted') and old.state in ('pending', 'refused') then
        if new.round = old.round
            and new.attempts = old.attempts + (new.state <> 'posted')::int
            and (new.state <> 'posted' or old.is_awaiting_read_back)
            and (new.state = 'posted' or new.refused_night > coalesce(old.refused_night, '-infinity'))
        then
            return new;
        end if;
    elsif new.state = 'pending' and old.state in ('posted', 'exhausted', 'withdrawn')
        and new.round = old.round + 1 and new.attempts = 0
    then
        return new;
    elsif new.state = 'withdrawn' and old.state in ('pending', 'refused', 'exhausted')
        and new.round = old.round and new.attempts = old.attempts
    then
        return new;
    end if;
    raise exception using errcode = 'VL000', message = 'delivery_cannot_change_so',
        detail = jsonb_build_object(
            'state', old.state, 'attempts', old.attempts, 'next_state', new.state, 'next_attempts', new.attempts
        )::text;
end
$$;

create or replace trigger delivery_begins_pending before insert on vlmis.delivery
    for each row when (new.state not in ('pending', 'withdrawn') or new.attempts <> 0 or new.round <> 1)
    execute function vlmis.refuse_wrong_transition();
create or replace trigger delivery_follows_its_transitions before update on vlmis.delivery
    for each row when (
        (new.state <> old.state or new.attempts <> old.attempts or new.round <> old.round)
        -- The one transition of nearly every record is looked at here, without calling the function.
        and not (
            new.state = 'posted' and old.state in ('pending', 'refused') and old.is_awaiting_read_back
            and new.attempts = old.attempts and new.round = old.round
        )
    )
    execute function vlmis.refuse_wrong_transition();

-- What proves something is written by functions of the owner only (change_deliveries.sql): that a request carries a
-- record, that it waits for its read-back, its state.
create or replace trigger only_the_owner_proves before update on vlmis.delivery
    for each row when (
        current_user <> 'vlmis_owner'
        and (
            new.state <> old.state
            or (new.request_id is not null and new.request_id is distinct from old.request_id)
            or (new.is_awaiting_read_back and not old.is_awaiting_read_back)
        )
    )
    execute function vlmis.refuse_change();

-- What came of a request is written once.
create or replace trigger an_answer_is_written_once before update on vlmis.push_request
    for each row when (old.answered_at is not null or old.finding is not null)
    execute function vlmis.refuse_change();
create or replace trigger requests_are_never_forgotten before delete on vlmis.push_request
    for each row execute function vlmis.refuse_change();
create or replace trigger table_is_never_emptied before truncate on vlmis.push_request
    for each statement execute function vlmis.refuse_change();

do $$
declare
    guarded text;
begin
    foreach guarded in array array[
        'delivery_attempt', 'delivery_retarget', 'read_back_difference', 'posted_value_check', 'checked_removal',
        'delivery_requeue', 'delivery_withdrawal', 'production_switch'
    ] loop
        execute format(
            'create or replace trigger rows_never_change before update or delete on vlmis.%I '
            'for each row execute function vlmis.refuse_change()', guarded
        );
        execute format(
            'create or replace trigger table_is_never_emptied before truncate on vlmis.%I '
            'for each statement execute function vlmis.refuse_change()', guarded
        );
    end loop;
end
$$;

-- A deletion is asked for, then settled, once.
create or replace trigger a_settled_deletion_never_changes before update on vlmis.delivery_deletion
    for each row when (old.settled_at is not null) execute function vlmis.refuse_change();
create or replace trigger deletions_are_never_forgotten before delete on vlmis.delivery_deletion
    for each row execute function vlmis.refuse_change();
create or replace trigger table_is_never_emptied before truncate on vlmis.delivery_deletion
    for each statement execute function vlmis.refuse_change();
