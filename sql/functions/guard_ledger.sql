-- Second line of defence behind the grants: what is recorded or frozen stays as it is.
-- Why:   a wrong grant, or the owner's own hand, must not rewrite a figure that was reported.
create or replace function vlmis.first_open_day() returns date
language sql stable
begin atomic
    select max(stock_day.day) + 1
    from vlmis.stock_day
    where stock_day.state in ('closing', 'frozen');
end;

-- The horizon: recorders hold it shared while they choose a stock day, whoever begins a day or closes a
-- store or product holds it alone.
create or replace function vlmis.horizon_key() returns bigint
language sql immutable
begin atomic
    select 4839201::bigint;
end;

create or replace function vlmis.refuse_change() returns trigger
language plpgsql as
$$
begin
    raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
        using errcode = 'VL000', hint = 'Correct a movement by its reversal; a frozen day never changes.';
end
$$;

create or replace function vlmis.refuse_change_of_frozen_day() returns trigger
language plpgsql as
$$
begin
    if exists (
        select from vlmis.stock_day where stock_day.day = old.day and stock_day.state = 'frozen'
    ) then
        raise exception '% of % is frozen: % refused', tg_table_name, old.day, lower(tg_op)
            using errcode = 'VL000', hint = 'A frozen day never changes.';
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
    -- Under any other isolation this would look at the days as they were when the transaction began.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'movements are recorded under read committed'
            using errcode = 'VL000', hint = 'Leave the isolation level of the transaction as it is.';
    end if;
    perform pg_advisory_xact_lock_shared(vlmis.horizon_key());
    first_open := vlmis.first_open_day();
    if first_open is null or exists (
        select from recorded where recorded.stock_day < first_open
    ) then
        raise exception 'a movement can only be counted in an open day (% or later)', first_open
            using errcode = 'VL000', hint = 'Let the service assign the stock day.';
    end if;
    return null;
end
$$;

create or replace trigger movement_counts_in_an_open_day after insert on vlmis.movement
    referencing new table as recorded
    for each statement execute function vlmis.refuse_movement_of_closed_day();

do $$
declare
    guarded text;
begin
    foreach guarded in array array[
        'movement', 'stock_count', 'stock_count_line', 'stock_return', 'return_acknowledgement',
        'national_month', 'eod_row', 'master_data_change'
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

grant execute on function vlmis.first_open_day(), vlmis.horizon_key() to vlmis_recorder, vlmis_pipeline;
