-- Take a movement out of an open day that should never have been there: the way out of the owner, and of nobody else.
-- Why:   the ledger is append-only; a row that no reversal can put right would hinder every later freeze.
-- Lock:  the horizon, alone, until commit. Grain: the row is kept whole in vlmis.removed_row, with who and why.
create or replace function vlmis.remove_movement(p_source_key text, p_reason text, p_by text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
declare
    present vlmis.movement%rowtype;
begin
    lock table vlmis_locks.horizon in exclusive mode;
    select * into present from vlmis.movement where movement.source_key = p_source_key;
    if not found then
        raise exception using
            errcode = 'VL000',
            message = 'no_such_movement',
            detail = jsonb_build_object('source_key', p_source_key);
    end if;
    if present.stock_day < vlmis.first_open_day() then
        raise exception using
            errcode = 'VL000',
            message = 'movement_of_closed_day',
            detail = jsonb_build_object('first_open_day', vlmis.first_open_day());
    end if;
    if exists (
        select from vlmis.movement as reversal where reversal.reverses_movement_id = present.movement_id
    ) then
        raise exception using
            errcode = 'VL000',
            message = 'movement_has_a_reversal',
            detail = jsonb_build_object('source_key', p_source_key);
    end if;
    insert into vlmis.removed_row (table_name, content, reason, removed_by, removed_at)
    values ('movement', to_jsonb(present), p_reason, p_by, clock_timestamp());
    delete from vlmis.movement where movement.movement_id = present.movement_id;
end
$$;
