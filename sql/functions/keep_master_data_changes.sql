-- Every change of master data leaves a row in vlmis.master_data_change, in the same transaction.
-- Why:   a service may forget it, a trigger does not; and nobody may write such rows but these functions.
create or replace function vlmis.readable_row(kept jsonb) returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
begin atomic
    -- Codes for ids; no addresses of people, nothing that DHIS2 or a login changes by itself.
    select
        kept - array[
            'product_id', 'store_id', 'supplier_store_id', 'account_id', 'created_at', 'created_by', 'code_since',
            'email', 'phone', 'dhis2_state', 'dhis2_checked_at', 'last_login_at',
            'session_generation'
        ]
        || case
            when kept ? 'supplier_store_id' then jsonb_build_object('supplier_code', (
                select store.code
                from vlmis.store
                where store.store_id = cast(kept ->> 'supplier_store_id' as integer)
            ))
            when kept ? 'store_id' then jsonb_build_object('store_code', (
                select store.code
                from vlmis.store
                where store.store_id = cast(kept ->> 'store_id' as integer)
            ))
            else '{}'
        end
        || case
            -- A product has its code already.
            when kept ? 'product_id' and not kept ? 'code' then jsonb_build_object('product_code', (
                select product.code
                from vlmis.product
                where product.product_id = cast(kept ->> 'product_id' as integer)
            ))
            else '{}'
        end
        || case
            when kept ? 'account_id' then jsonb_build_object('username', (
                select account.username
                from vlmis.account
                where account.account_id = cast(kept ->> 'account_id' as integer)
            ))
            else '{}'
        end;
end;

create or replace function vlmis.keep_change() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
declare
    was jsonb := case when tg_op <> 'INSERT' then vlmis.readable_row(to_jsonb(old)) end;
    became jsonb := case when tg_op <> 'DELETE' then vlmis.readable_row(to_jsonb(new)) end;
    described jsonb := coalesce(became, was);
begin
    if was is distinct from became then
        -- A command where several people share one user of the operating system, and none has said who acts.
        if current_setting('vlmis.actor', true) = '?' then
            raise exception using errcode = 'VL000', message = 'actor_is_not_named';
        end if;
        insert into vlmis.master_data_change (
            changed_at, changed_by, database_role, entity, entity_key, before, after
        ) values (
            now(),
            coalesce(nullif(current_setting('vlmis.actor', true), ''), session_user),
            session_user,
            tg_argv[0],
            coalesce(
                described ->> 'code',
                coalesce(described ->> 'level', described ->> 'store_code') || '/' || (described ->> 'product_code'),
                described ->> 'username',
                described ->> 'reading_id'
            ),
            was,
            became || case
                when nullif(current_setting('vlmis.reason', true), '') is null then '{}'
                else jsonb_build_object('reason', current_setting('vlmis.reason', true))
            end
        );
    end if;
    return null;
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array[
        'product', 'store', 'level_stock_limit', 'pair_stock_limit', 'account_role', 'account_store'
    ] loop
        execute format(
            'create or replace trigger change_is_kept after insert or update or delete on vlmis.%I '
            'for each row execute function vlmis.keep_change(%L)', kept, kept
        );
    end loop;
end
$$;

-- Names come from DHIS2 every evening; a person here creates, deactivates and activates.
create or replace trigger creation_is_kept after insert on vlmis.account
    for each row execute function vlmis.keep_change('account');
create or replace trigger deactivation_is_kept after update of deactivated_at on vlmis.account
    for each row execute function vlmis.keep_change('account');

create or replace trigger refresh_is_kept after update of applied_at on vlmis.org_unit_reading
    for each row when (old.applied_at is null and new.applied_at is not null)
    execute function vlmis.keep_change('org_unit_tree');
