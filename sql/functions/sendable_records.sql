-- Which days have records to deliver, which of their records are open, and which of these a run may send.
create or replace function vlmis.days_to_deliver(p_push_from date)
returns table (day date)
language sql stable
begin atomic
    select stock_day.day
    from vlmis.stock_day
    left join vlmis.delivery_day on stock_day.day = delivery_day.day
    where
        stock_day.state = 'frozen'
        -- Day zero holds the initial stock; nothing happened on it.
        and stock_day.day > (select min(first.day) from vlmis.stock_day as first)
        and delivery_day.settled_at is null
        and (stock_day.day >= p_push_from or delivery_day.day is not null);
end;

-- Grain: one row per record of a frozen day that is pending or refused, held or not.
-- Params: p_day (frozen), p_store_ids (null: all). Units: the product's.
-- Why:   a day that keeps a few such records for long lists them; only other days are read whole. Stores are named
--        for both sides of a join, or the planner would read one of them whole for every part of a day.
create or replace function vlmis.open_records(p_day date, p_store_ids integer[] default null)
returns table (
    store_id integer, product_id integer, state vlmis.delivery_state, is_awaiting_read_back boolean,
    request_id bigint, round smallint, attempts smallint, data_values bigint[], hold_id bigint, is_held boolean
)
language sql stable
begin atomic
    select
        backlog.store_id,
        backlog.product_id,
        delivery.state,
        delivery.is_awaiting_read_back,
        delivery.request_id,
        delivery.round,
        delivery.attempts,
        record.data_values,
        record.hold_id,
        record.is_held
    from vlmis.delivery_backlog as backlog
    inner join vlmis.record_hold as record
        on
            backlog.day = record.day
            and backlog.store_id = record.store_id
            and backlog.product_id = record.product_id
    left join vlmis.delivery
        on
            backlog.day = delivery.day
            and backlog.store_id = delivery.store_id
            and backlog.product_id = delivery.product_id
    where
        backlog.day = p_day
        and (p_store_ids is null or backlog.store_id = any(p_store_ids))
        and (delivery.state is null or delivery.state in ('pending', 'refused'))
        and exists (
            select from vlmis.delivery_day as listed
            where listed.day = p_day and listed.listed_at is not null
        )
    union all
    select
        record.store_id,
        record.product_id,
        delivery.state,
        delivery.is_awaiting_read_back,
        delivery.request_id,
        delivery.round,
        delivery.attempts,
        record.data_values,
        record.hold_id,
        record.is_held
    from vlmis.record_hold as record
    left join vlmis.delivery
        on
            record.day = delivery.day
            and record.store_id = delivery.store_id
            and record.product_id = delivery.product_id
            and (p_store_ids is null or delivery.store_id = any(p_store_ids))
    where
        record.day = p_day
        and (p_store_ids is null or record.store_id = any(p_store_ids))
        and (delivery.state is null or delivery.state in ('pending', 'refused'))
        and not exists (
            select from vlmis.delivery_day as listed
            where listed.day = p_day and listed.listed_at is not null
        );
end;

-- Grain: one row per record that is pending or refused, and neither held nor dealt with by this run already.
-- Params: p_run_id (planned), p_day (frozen), p_store_ids (null: all). Units: the product's.
create or replace function vlmis.sendable_records(p_run_id text, p_day date, p_store_ids integer[] default null)
returns table (store_id integer, product_id integer, target_id integer, org_unit_uid text, data_values bigint[])
language sql stable
begin atomic
    select
        record.store_id,
        record.product_id,
        push_product.target_id,
        store.org_unit_uid,
        record.data_values
    from vlmis.open_records(p_day, p_store_ids) as record
    inner join vlmis.push_run on push_run.run_id = p_run_id
    inner join vlmis.push_product
        on push_run.run_id = push_product.run_id and record.product_id = push_product.product_id
    inner join vlmis.store on record.store_id = store.store_id
    left join vlmis.push_request on record.request_id = push_request.request_id
    where
        store.org_unit_uid is not null
        and not record.is_held
        and (record.state is not null or p_day >= push_run.push_from)
        and (
            push_request.run_id is distinct from p_run_id
            or (record.is_awaiting_read_back and push_request.outcome is distinct from 'accepted')
        );
end;

grant execute on function vlmis.days_to_deliver(date), vlmis.open_records(date, integer[]),
vlmis.sendable_records(text, date, integer[])
to vlmis_pipeline;
