-- Refuse changes of recorded movements and frozen days, whatever the grants allow.
-- Why:   a wrong grant, or a change by the owner, must not rewrite a quantity that was reported.
create or replace function vlmis.first_open_day() returns date
language sql stable
begin atomic
    select max(stock_day.day) + 1
    from vlmis.stock_day
    where stock_day.state in ('closing', 'frozen');
end;

create or replace function vlmis.refuse_change() returns trigger
language plpgsql as
$$
begin
    raise exception using
        errcode = 'VL000',
        message = 'table_is_append_only',
        detail = jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op));
end
$$;

create or replace function vlmis.refuse_change_of_frozen_day() returns trigger
language plpgsql as
$$
begin
    if exists (
        select from vlmis.stock_day where stock_day.day = old.day and stock_day.state = 'frozen'
    ) then
        raise exception using
            errcode = 'VL000',
            message = 'table_of_frozen_day',
            detail = jsonb_build_object('table', tg_table_name, 'day', old.day, 'operation', lower(tg_op));
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$$;

create or replace function vlmis.refuse_movement_of_closed_day() returns trigger
language plpgsql as
$$
declare
    first_open date;
begin
    -- Another isolation level would read the days as they were when the transaction began.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception using
            errcode = 'VL000',
            message = 'isolation_level_is_wrong',
            detail = jsonb_build_object('level', current_setting('transaction_isolation'));
    end if;
    lock table vlmis_locks.horizon in row exclusive mode;
    first_open := vlmis.first_open_day();
    if first_open is null or exists (
        select from recorded where recorded.stock_day < first_open
    ) then
        raise exception using
            errcode = 'VL000',
            message = 'movement_of_closed_day',
            detail = jsonb_build_object('first_open_day', first_open);
    end if;
    return null;
end
$$;

create or replace function vlmis.refuse_end_of_tracking() returns trigger
language plpgsql as
$$
begin
    if exists (select from vlmis.stock_day) then
        raise exception using
            errcode = 'VL000',
            message = 'tracking_never_ends',
            detail = jsonb_build_object('product', old.code, 'tracked_from', old.tracked_from);
    end if;
    return new;
end
$$;

create or replace trigger tracking_never_ends before update of tracked_from on vlmis.product
    for each row when (old.tracked_from is not null and old.tracked_from is distinct from new.tracked_from)
    execute function vlmis.refuse_end_of_tracking();

create or replace trigger movement_counts_in_an_open_day after insert on vlmis.movement
    referencing new table as recorded
    for each statement execute function vlmis.refuse_movement_of_closed_day();

-- What foreign keys of these columns would do, but run only for the few movements that name a count or a movement:
-- foreign keys took a quarter of the time of a large import. The rows that are named are never deleted.
create or replace function vlmis.refuse_unknown_reference() returns trigger
language plpgsql as
$$
declare
    referred text := tg_argv[0];
    is_known boolean;
begin
    if referred = 'stock_count' then
        is_known := exists (select from vlmis.stock_count where stock_count.count_id = new.count_id);
    else
        is_known := exists (select from vlmis.movement where movement.movement_id = new.reverses_movement_id);
    end if;
    if not is_known then
        raise exception using
            errcode = 'foreign_key_violation',
            message = 'movement_refers_to_unknown_row',
            detail = jsonb_build_object('table', referred, 'source_key', new.source_key);
    end if;
    return null;
end
$$;

create or replace trigger movement_names_a_known_count after insert on vlmis.movement
    for each row when (new.count_id is not null)
    execute function vlmis.refuse_unknown_reference('stock_count');

create or replace trigger movement_reverses_a_known_movement after insert on vlmis.movement
    for each row when (new.reverses_movement_id is not null)
    execute function vlmis.refuse_unknown_reference('movement');

do $$
declare
    guarded text;
begin
    foreach guarded in array array[
        'movement', 'stock_count', 'stock_count_line', 'distribution_receipt', 'stock_return',
        'return_acknowledgement', 'national_month', 'national_supplier', 'eod_row', 'master_data_change',
        'lot', 'lot_closing'
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
    foreach guarded in array array['stock_day', 'walk_store', 'walk_chunk'] loop
        execute format(
            'create or replace trigger frozen_day_never_changes before update or delete on vlmis.%I '
            'for each row execute function vlmis.refuse_change_of_frozen_day()', guarded
        );
        execute format(
            'create or replace trigger table_is_never_emptied before truncate on vlmis.%I '
            'for each statement execute function vlmis.refuse_change()', guarded
        );
    end loop;
end
$$;

grant execute on function vlmis.first_open_day() to vlmis_recorder, vlmis_pipeline;
