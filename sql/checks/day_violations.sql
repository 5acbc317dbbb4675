-- All invariants of a stock day, by name. Sealing asks for all but the digest, which it computes itself.
-- Grain: one row per rule and offending pair. Params: p_day.
-- Why:   each check has a setting and a cost of its own, which keeps it whole: the planner then deals the checks
--        out to the cores, the longest first. With fewer than two workers it runs them one after another.
create or replace function vlmis.seal_violations(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe
begin atomic
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.closing_equals_opening_plus_moved(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.opening_equals_previous_closing(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.days_change_equals_days_ledger(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.every_movement_is_counted_once(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.transfers_balance(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.no_closing_is_negative(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.closing_equals_sum_of_lots(p_day) as found;
end;

-- What hinders a day from being sealed, with the codes that people know; null: nothing.
-- At most 100, whichever are found first: one is enough to stop the day.
-- Why:   in PL/pgSQL, because a function in SQL that gives one value never asks a second core.
create or replace function vlmis.named_violations(p_day date) returns jsonb
language plpgsql stable parallel safe as
$$
begin
    return (
        with found as materialized (
            select * from vlmis.seal_violations(p_day)
            limit 100 -- noqa: AM09
        )

        select
            jsonb_agg(jsonb_build_object(
                'rule', found.rule,
                'store', coalesce(store.code, '*'),
                'product', coalesce(product.code, '*'),
                'values', found.detail
            ))
        from found
        left join vlmis.store on found.store_id = store.store_id
        left join vlmis.product on found.product_id = product.product_id
    );
end
$$;

create or replace function vlmis.day_violations(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe
begin atomic
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.seal_violations(p_day) as found
    union all
    select
        found.rule,
        found.store_id,
        found.product_id,
        found.detail
    from vlmis.digest_matches_rows(p_day) as found;
end;

grant execute on all functions in schema vlmis to vlmis_owner;
grant execute on function
vlmis.closing_equals_opening_plus_moved(date), vlmis.opening_equals_previous_closing(date),
vlmis.days_change_equals_days_ledger(date), vlmis.every_movement_is_counted_once(date),
vlmis.transfers_balance(date), vlmis.no_closing_is_negative(date), vlmis.closing_equals_sum_of_lots(date),
vlmis.digest_matches_rows(date),
vlmis.seal_violations(date), vlmis.day_violations(date)
to vlmis_pipeline, vlmis_recorder;
