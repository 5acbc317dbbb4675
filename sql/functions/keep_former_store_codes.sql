-- Keep the code that a store gives up, whoever changes it and however.
-- Why:   a former code is refused with its successor, and a line dated before a code changed hands with both stores;
--        a service may forget to keep it, a trigger does not. The day is local where the transaction says it.
create or replace function vlmis.keep_former_store_code() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    new.code_since := greatest(
        coalesce(nullif(current_setting('vlmis.today', true), '')::date, current_date), old.code_since
    );
    insert into vlmis.former_store_code (code, store_id, held_from, held_until, replaced_by)
    values (old.code, old.store_id, old.code_since, new.code_since, new.code);
    return new;
end
$$;

create or replace trigger former_code_is_kept before update of code on vlmis.store
    for each row when (old.code is distinct from new.code)
    execute function vlmis.keep_former_store_code();

create or replace trigger changes_are_refused before update or delete on vlmis.former_store_code
    for each row execute function vlmis.refuse_change();
create or replace trigger truncation_is_refused before truncate on vlmis.former_store_code
    for each statement execute function vlmis.refuse_change();
