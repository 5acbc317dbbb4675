-- Every record that should be in DHIS2 and is not, with why, who can fix it, and until when it can arrive.
-- Grain: one row per record. state: pending, held, refused or exhausted.
-- Why:   analyst.dhis2_delivery reads every record of every day; this reads what is open, and what is exhausted.
create or replace function vlmis.missing_records()
returns table (
    day date, store_id integer, product_id integer, state text, reason_code text, reason text, fix_by text,
    contradicted_rules text[], closes_at timestamptz
)
language sql stable
begin atomic
    with start as materialized (
        select
            delivery_start.push_from,
            delivery_start.snapshot_id
        from vlmis.delivery_start
    ),

    waiting as (
        select
            to_deliver.day,
            record.store_id,
            record.product_id,
            record.state,
            record.round,
            record.attempts
        from start
        cross join lateral vlmis.days_to_deliver(start.push_from) as to_deliver
        cross join lateral vlmis.open_records(to_deliver.day) as record
        where record.state is not null or to_deliver.day >= start.push_from
        union all
        select
            delivery.day,
            delivery.store_id,
            delivery.product_id,
            delivery.state,
            delivery.round,
            delivery.attempts
        from vlmis.delivery
        where delivery.attempts = 5
    ),

    standing as materialized (
        select
            hold.store_id,
            hold.product_id,
            hold.day,
            min(hold.hold_id) as hold_id
        from vlmis.delivery_hold as hold
        where hold.ended_night is null
        group by hold.store_id, hold.product_id, hold.day
    ),

    -- One join for each shape of a cause, so that each can be hashed.
    held as (
        select
            waiting.day,
            waiting.store_id,
            waiting.product_id,
            waiting.state,
            waiting.round,
            waiting.attempts,
            least(
                of_all.hold_id, of_day.hold_id, of_store.hold_id, of_store_day.hold_id, of_product.hold_id,
                of_product_day.hold_id, of_pair.hold_id, of_record.hold_id
            ) as hold_id
        from waiting
        left join standing as of_all
            on of_all.store_id is null and of_all.product_id is null and of_all.day is null
        left join standing as of_day
            on of_day.store_id is null and of_day.product_id is null and waiting.day = of_day.day
        left join standing as of_store
            on waiting.store_id = of_store.store_id and of_store.product_id is null and of_store.day is null
        left join standing as of_store_day
            on
                waiting.store_id = of_store_day.store_id
                and of_store_day.product_id is null
                and waiting.day = of_store_day.day
        left join standing as of_product
            on waiting.product_id = of_product.product_id and of_product.store_id is null and of_product.day is null
        left join standing as of_product_day
            on
                waiting.product_id = of_product_day.product_id
                and of_product_day.store_id is null
                and waiting.day = of_product_day.day
        left join standing as of_pair
            on
                waiting.store_id = of_pair.store_id
                and waiting.product_id = of_pair.product_id
                and of_pair.day is null
        left join standing as of_record
            on
                waiting.store_id = of_record.store_id
                and waiting.product_id = of_record.product_id
                and waiting.day = of_record.day
    )

    select
        held.day,
        held.store_id,
        held.product_id,
        case when hold.hold_id is not null then 'held' else coalesce(held.state::text, 'pending') end,
        coalesce(hold.reason_code, attempt.code),
        coalesce(hold.sentence, attempt.sentence),
        coalesce(hold.fix_by, case when held.state in ('refused', 'exhausted') then 'dhis2_administrator' end),
        coalesce(hold.contradicted_rules, attempt.contradicted_rules, '{}'),
        closing.closes_at
    from held
    cross join start
    -- What is exhausted waits for a person, whatever else stands.
    left join vlmis.delivery_hold as hold on held.hold_id = hold.hold_id and coalesce(held.state <> 'exhausted', true)
    left join vlmis.delivery_attempt as attempt
        on
            held.day = attempt.day
            and held.store_id = attempt.store_id
            and held.product_id = attempt.product_id
            and held.round = attempt.round
            and held.attempts = attempt.attempt
            and held.state in ('refused', 'exhausted')
    left join vlmis.days_until_closing(start.push_from, start.snapshot_id) as closing on held.day = closing.day;
end;

grant execute on function vlmis.missing_records() to vlmis_pipeline;
