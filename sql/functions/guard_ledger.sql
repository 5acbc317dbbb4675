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
    -- The owner's way out (remove_movement.sql): a row of which the log of removals has every word.
    if tg_op = 'DELETE' and exists (
        select from vlmis.removed_row
        where removed_row.table_name = tg_table_name and removed_row.content = to_jsonb(old)
    ) then
        return old;
    end if;
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

create or replace function vlmis.refuse_wrong_place() returns trigger
language plpgsql as
$$
declare
    first_open date;
    earliest date;
    latest date;
    unopened bigint;
    example record;
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
    -- One pass over the whole statement: a foreign key would look the pair up for each of a million lines.
    select
        min(recorded.stock_day),
        max(recorded.stock_day),
        count(*) filter (where pair.store_id is null)
    into earliest, latest, unopened
    from recorded
    left join vlmis.pair
        on
            recorded.store_id = pair.store_id
            and recorded.product_id = pair.product_id
            and recorded.stock_day >= pair.opened_on;
    if first_open is null or earliest < first_open then
        raise exception using
            errcode = 'VL000',
            message = 'movement_of_closed_day',
            detail = jsonb_build_object('first_open_day', first_open);
    end if;
    if latest > vlmis.local_today() then
        raise exception using
            errcode = 'VL000',
            message = 'movement_of_future_day',
            detail = jsonb_build_object('day', latest, 'today', vlmis.local_today());
    end if;
    if unopened > 0 then
        select recorded.store_id, recorded.product_id into example
        from recorded
        where not exists (
            select from vlmis.pair
            where
                pair.store_id = recorded.store_id
                and pair.product_id = recorded.product_id
                and pair.opened_on <= recorded.stock_day
        )
        limit 1;
        raise exception using
            errcode = 'VL000',
            message = 'movement_of_unopened_pair',
            detail = jsonb_build_object('store_id', example.store_id, 'product_id', example.product_id);
    end if;
    return null;
end
$$;

-- A pair that opens on a frozen day, or later than it moved, would break an invariant of that day for good.
create or replace function vlmis.refuse_wrong_opening() returns trigger
language plpgsql as
$$
declare
    first_open date := vlmis.first_open_day();
begin
    if exists (select from vlmis.stock_day where stock_day.state = 'frozen') and exists (
        select from opened where opened.opened_on < first_open or opened.opened_on > vlmis.local_today()
    ) then
        raise exception using
            errcode = 'VL000',
            message = 'pair_opens_on_wrong_day',
            detail = jsonb_build_object('first_open_day', first_open, 'today', vlmis.local_today());
    end if;
    return null;
end
$$;

create or replace function vlmis.refuse_later_opening() returns trigger
language plpgsql as
$$
begin
    if new.opened_on > old.opened_on then
        raise exception using
            errcode = 'VL000',
            message = 'pair_opens_on_wrong_day',
            detail = jsonb_build_object('first_open_day', vlmis.first_open_day(), 'today', vlmis.local_today());
    end if;
    return new;
end
$$;

create or replace trigger pair_opens_on_an_open_day after insert on vlmis.pair
    referencing new table as opened
    for each statement execute function vlmis.refuse_wrong_opening();
create or replace trigger pair_opens_earlier_on_an_open_day after update on vlmis.pair
    referencing new table as opened
    for each statement execute function vlmis.refuse_wrong_opening();
create or replace trigger pair_never_opens_later before update of opened_on on vlmis.pair
    for each row execute function vlmis.refuse_later_opening();

-- Tracking from a day on that is frozen, or has moved without lots, could never be sealed; and it never ends.
create or replace function vlmis.refuse_late_tracking() returns trigger
language plpgsql as
$$
declare
    first_open date := vlmis.first_open_day();
begin
    if new.tracked_from < first_open or exists (
        select from vlmis.movement
        where
            movement.stock_day >= greatest(first_open, new.tracked_from)
            and movement.product_id = new.product_id
    ) then
        raise exception using
            errcode = 'VL000',
            message = 'tracking_begins_on_wrong_day',
            detail = jsonb_build_object('product', new.code, 'first_open_day', first_open);
    end if;
    return new;
end
$$;

create or replace trigger tracking_begins_on_an_open_day before update of tracked_from on vlmis.product
    for each row when (old.tracked_from is null and new.tracked_from is not null)
    execute function vlmis.refuse_late_tracking();

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
    for each statement execute function vlmis.refuse_wrong_place();
create or replace trigger count_counts_in_an_open_day after insert on vlmis.stock_count
    referencing new table as recorded
    for each statement execute function vlmis.refuse_wrong_place();

-- What foreign keys of these columns would do, but run only for the few movements that name a count or a movement:
-- foreign keys took a quarter of the time of a large import. The rows that are named are never deleted. A reversal is
-- exactly minus its original; of stock from before tracking it changes the lot “unassigned”.
create or replace function vlmis.refuse_wrong_reference() returns trigger
language plpgsql as
$$
declare
    referred text := tg_argv[0];
    is_known boolean;
begin
    if referred = 'stock_count' then
        is_known := exists (
            select from vlmis.stock_count
            where
                stock_count.count_id = new.count_id
                and stock_count.store_id = new.store_id
                and stock_count.product_id = new.product_id
        );
    else
        is_known := exists (select from vlmis.movement where movement.movement_id = new.reverses_movement_id);
        if is_known and not exists (
            select from vlmis.movement as original
            where
                original.movement_id = new.reverses_movement_id
                and original.reverses_movement_id is null
                and (
                    original.store_id, original.product_id, original.kind, original.quantity, original.occurred_on
                ) = (new.store_id, new.product_id, new.kind, -new.quantity, new.occurred_on)
                and original.stock_day <= new.stock_day
                and original.counterpart_store_id is not distinct from new.counterpart_store_id
                and original.transfer_id is not distinct from new.transfer_id
                and original.count_id is not distinct from new.count_id
                and original.reason is not distinct from new.reason
                and (
                    new.lot = 'unassigned'
                    or (original.lot, original.expires_on) is not distinct from (new.lot, new.expires_on)
                )
        ) then
            raise exception using
                errcode = 'VL000',
                message = 'reversal_is_not_its_original',
                detail = jsonb_build_object('source_key', new.source_key);
        end if;
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
    execute function vlmis.refuse_wrong_reference('stock_count');

create or replace trigger movement_reverses_a_known_movement after insert on vlmis.movement
    for each row when (new.reverses_movement_id is not null)
    execute function vlmis.refuse_wrong_reference('movement');

-- A break-glass code that was used stays used.
create or replace trigger a_used_code_never_changes before update on vlmis.break_glass
    for each row when (old.used_at is not null) execute function vlmis.refuse_change();

do $$
declare
    guarded text;
begin
    foreach guarded in array array[
        'movement', 'stock_count', 'stock_count_line', 'distribution_receipt', 'stock_return',
        'return_acknowledgement', 'national_month', 'national_supplier', 'eod_row', 'master_data_change',
        'lot', 'lot_closing', 'removed_row'
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
