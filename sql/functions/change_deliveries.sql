-- What a delivery becomes by proof or by a person: written by the owner, after looking at what proves it.
-- Why:   the pipeline could write anything into a row that it may change. Here a request is written down only under the
--        permission to send, together with its records; posted is what an accepted request carried; people are named
--        by the role under which they log in.
-- Lock:  the rows that are changed.

-- Write a request down, with its records, before it is sent; returns its id.
create or replace function vlmis.begin_request(
    p_base_url text, p_run_id text, p_batch integer, p_day date, p_header_id text, p_org_unit_uids text[],
    p_body_digest text, p_body_bytes integer, p_server_version text, p_kind text, p_store_ids integer[],
    p_product_ids integer[], p_target_ids integer[]
) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
declare
    switch vlmis.production_switch%rowtype;
    run vlmis.push_run%rowtype;
    made_id bigint;
begin
    select * into switch from vlmis.production_switch order by production_switch.switch_id desc limit 1;
    if switch.is_on is not true
        or switch.base_url <> p_base_url
        or switch.system_identifier
        <> (select cast(control.system_identifier as text) from pg_control_system() as control)
    then
        raise exception using
            errcode = 'VL004',
            message = 'production_is_not_on_for_request',
            detail = jsonb_build_object('address', p_base_url);
    end if;
    select * into strict run from vlmis.push_run where push_run.run_id = p_run_id;
    insert into vlmis.push_request (
        switch_id, run_id, batch, day, header_id, record_count, first_org_unit_uid, last_org_unit_uid, body_digest,
        body_bytes, server_version, kind
    )
    values (
        switch.switch_id, p_run_id, p_batch, p_day, p_header_id, cardinality(p_org_unit_uids), p_org_unit_uids[1],
        p_org_unit_uids[cardinality(p_org_unit_uids)], p_body_digest, p_body_bytes, p_server_version, p_kind
    )
    returning push_request.request_id into made_id;
    if p_kind <> 'values' then
        return made_id;
    end if;
    -- No night is counted twice, and none by a push for a past one.
    insert into vlmis.delivery (
        day, store_id, product_id, target_id, request_id, state, is_awaiting_read_back, nights_tried, last_night,
        org_unit_uid
    )
    select
        p_day,
        sent.store_id,
        sent.product_id,
        sent.target_id,
        made_id,
        'pending',
        true,
        cast(run.counts_attempts as integer),
        run.night,
        sent.org_unit_uid
    from unnest(
        p_store_ids, p_product_ids, p_target_ids,
        p_org_unit_uids
    ) as sent (store_id, product_id, target_id, org_unit_uid)
    on conflict (day, store_id, product_id) do update
        set
            target_id = excluded.target_id,
            request_id = excluded.request_id,
            is_awaiting_read_back = true,
            nights_tried
            = delivery.nights_tried
            + excluded.nights_tried
            * cast(delivery.nights_tried = 0 or delivery.last_night < excluded.last_night as integer),
            last_night = greatest(delivery.last_night, excluded.last_night),
            org_unit_uid = excluded.org_unit_uid;
    return made_id;
end
$$;

-- Count the refusal of records that a request carried, once a night.
create or replace function vlmis.refuse_records(
    p_request_id bigint, p_store_ids integer[], p_product_ids integer[], p_codes text[], p_answers text[],
    p_categories text[], p_contradicted text[]
) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
declare
    request vlmis.push_request%rowtype;
    run vlmis.push_run%rowtype;
begin
    select * into strict request from vlmis.push_request where push_request.request_id = p_request_id;
    select * into strict run from vlmis.push_run where push_run.run_id = request.run_id;
    with refused as (
        update vlmis.delivery
        set
            state = cast(case when delivery.attempts >= 4 then 'exhausted' else 'refused' end as vlmis.delivery_state),
            attempts = delivery.attempts + 1,
            refused_night = run.night,
            is_awaiting_read_back = false
        from unnest(
            p_store_ids, p_product_ids, p_codes,
            p_answers, p_categories, p_contradicted
        ) as named (store_id, product_id, code, answer, categories, contradicted)
        where
            delivery.day = request.day
            and named.store_id = delivery.store_id
            and named.product_id = delivery.product_id
            and delivery.request_id = p_request_id
            and delivery.state in ('pending', 'refused')
            and coalesce(delivery.refused_night < run.night, true)
        returning
            delivery.day, delivery.store_id, delivery.product_id, delivery.round, delivery.attempts,
            delivery.target_id, delivery.org_unit_uid, named.code, named.answer, named.categories,
            named.contradicted
    )

    insert into vlmis.delivery_attempt (
        day, store_id, product_id, round, attempt, night, request_id, target_id, org_unit_uid, code, answer,
        categories, contradicted_rules
    )
    select
        refused.day,
        refused.store_id,
        refused.product_id,
        refused.round,
        refused.attempts,
        run.night,
        p_request_id,
        refused.target_id,
        refused.org_unit_uid,
        refused.code,
        refused.answer,
        string_to_array(refused.categories, ','),
        string_to_array(refused.contradicted, ',')
    from refused;
end
$$;

-- Post the records that accepted requests of the day carried and that were read back equal; returns how many.
create or replace function vlmis.post_records(
    p_run_id text, p_day date, p_store_ids integer[], p_product_ids integer[], p_request_ids bigint[]
) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- The records of a batch are thousands; the planner takes them for few, and would compare each with each.
set enable_nestloop = off as
$$
declare
    posted integer;
    run vlmis.push_run%rowtype;
    -- Of the requests that are named, those that may prove anything: few, so that no record looks for its own.
    accepted bigint[] := array(
        select push_request.request_id
        from vlmis.push_request
        where
            push_request.request_id = any(p_request_ids)
            and push_request.day = p_day
            and push_request.outcome = 'accepted'
            and push_request.kind = 'values'
    );
begin
    select * into strict run from vlmis.push_run where push_run.run_id = p_run_id;
    update vlmis.delivery
    set
        state = 'posted',
        is_awaiting_read_back = false,
        posted_night = run.night,
        unanswered_nights = 0
    from unnest(
        p_store_ids, p_product_ids, p_request_ids
    ) as equal (store_id, product_id, request_id)
    where
        delivery.day = p_day
        -- Without this, every part of a day would read the whole day.
        and delivery.store_id = any(p_store_ids)
        and equal.store_id = delivery.store_id
        and equal.product_id = delivery.product_id
        and equal.request_id = delivery.request_id
        and equal.request_id = any(accepted)
        and delivery.state in ('pending', 'refused')
        and delivery.is_awaiting_read_back;
    get diagnostics posted = row_count;
    update vlmis.delivery_day
    set completeness_planned_at = null
    where delivery_day.day = p_day and posted > 0 and delivery_day.completeness_planned_at is not null;
    return posted;
end
$$;

-- Strike off the backlog what is no longer open, and note the days of which no record is.
create or replace function vlmis.settle_days() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    delete from vlmis.delivery_backlog
    using vlmis.delivery
    where
        delivery_backlog.day = delivery.day
        and delivery_backlog.store_id = delivery.store_id
        and delivery_backlog.product_id = delivery.product_id
        and delivery.state not in ('pending', 'refused');

    update vlmis.delivery_day
    set settled_at = clock_timestamp()
    from (
        select stock_day.day
        from vlmis.delivery_day as open_day
        inner join vlmis.stock_day on open_day.day = stock_day.day
        left join vlmis.delivery on stock_day.day = delivery.day
        where open_day.settled_at is null and open_day.listed_at is null
        group by stock_day.day, stock_day.row_count
        having stock_day.row_count = count(delivery.day) filter (where delivery.state not in ('pending', 'refused'))
        union all
        select listed.day
        from vlmis.delivery_day as listed
        where
            listed.settled_at is null
            and listed.listed_at is not null
            and not exists (select from vlmis.open_records(listed.day))
    ) as settled
    where delivery_day.day = settled.day;
end
$$;

-- Begin a new round for the chosen records, and try again those that got no answer; their days are read again by the
-- next plan. In a new round a refusal counts, also in a night in which the record was refused before.
-- Why:   the pipeline has no person to name: it may only send again what DHIS2 holds otherwise, as the setting.
-- Grain: one row: how many records, how many of them go to a new target, how many deletions were asked for.
create or replace function vlmis.requeue_records(
    p_by text, p_reason text, p_selection text, p_at timestamptz, p_states text[], p_store_code text,
    p_product_code text, p_first_day date, p_last_day date, p_includes_remapped boolean, p_only text,
    p_deletes_old boolean
)
returns table (records bigint, remapped bigint, deletions bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
#variable_conflict use_column
declare
    is_automatic constant boolean := session_user = 'vlmis_pipeline';
    setting constant text := 'VLMIS_RESEND_CHANGED';
    chosen_count bigint;
    remapped_count bigint;
    deletion_count bigint := 0;
    made_id bigint;
begin
    if is_automatic and (p_only is distinct from 'differing' or p_deletes_old) then
        raise exception using errcode = 'VL000', message = 'only_people_requeue', detail = '{}';
    end if;
    with chosen as materialized (
        select
            record.day,
            record.store_id,
            record.product_id,
            record.is_remapped
        from vlmis.records_to_requeue(
            p_states, p_store_code, p_product_code, p_first_day,
            p_last_day, p_includes_remapped, p_only
        ) as record
    ),

    added as (
        insert into vlmis.delivery (day, store_id, product_id, state)
        select
            chosen.day,
            chosen.store_id,
            chosen.product_id,
            'pending'
        from chosen
        on conflict (day, store_id, product_id) do nothing
    ),

    begun as (
        update vlmis.delivery
        set
            state = 'pending',
            round = delivery.round + 1,
            attempts = 0,
            unanswered_nights = 0,
            refused_night = null,
            is_awaiting_read_back = false
        from chosen
        where
            delivery.day = chosen.day
            and delivery.store_id = chosen.store_id
            and delivery.product_id = chosen.product_id
            and delivery.state in ('posted', 'exhausted', 'withdrawn')
    ),

    released as (
        update vlmis.delivery
        set unanswered_nights = 0
        from chosen
        where
            delivery.day = chosen.day
            and delivery.store_id = chosen.store_id
            and delivery.product_id = chosen.product_id
            and delivery.state in ('pending', 'refused')
    ),

    reopened as (
        insert into vlmis.delivery_day (day)
        select distinct chosen.day
        from chosen
        on conflict (day) do update
            set settled_at = null, listed_at = null, completeness_planned_at = null
    )

    select
        count(*),
        count(*) filter (where chosen.is_remapped)
    into chosen_count, remapped_count
    from chosen;

    insert into vlmis.delivery_requeue (requeued_at, requeued_by, reason, selection, record_count)
    values (
        p_at,
        case when is_automatic then setting else p_by end,
        case when is_automatic then setting else p_reason end,
        p_selection,
        chosen_count
    )
    returning delivery_requeue.requeue_id into made_id;
    if p_deletes_old and p_only = 'differing' then
        -- Where a merge of org units moved values: no record accounts for them there. A store is the one that had posted
        -- them, or reports as the org unit where they are.
        insert into vlmis.delivery_deletion (requeue_id, day, store_id, product_id, target_id, org_unit_uid)
        select distinct
            made_id,
            difference.day,
            difference.store_id,
            difference.product_id,
            delivery.target_id,
            difference.org_unit_uid
        from vlmis.open_difference as difference
        inner join vlmis.delivery
            on
                difference.day = delivery.day
                and difference.store_id = delivery.store_id
                and difference.product_id = delivery.product_id
        inner join vlmis.delivery_target
            on
                delivery.target_id = delivery_target.target_id
                and difference.data_element_uid = delivery_target.data_element_uid
                and difference.option_combo_uid = any(delivery_target.option_combo_uids)
        inner join vlmis.store on difference.store_id = store.store_id
        inner join vlmis.product on difference.product_id = product.product_id
        left join vlmis.store as reporter on difference.org_unit_uid = reporter.org_unit_uid
        where
            difference.kind = 'foreign'
            and difference.origin_org_unit_uid is not null
            and coalesce(p_store_code in (store.code, reporter.code), true)
            and coalesce(product.code = p_product_code, true)
            and coalesce(difference.day >= p_first_day, true)
            and coalesce(difference.day <= p_last_day, true)
        on conflict (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null do nothing;
        get diagnostics deletion_count = row_count;
    elsif p_deletes_old then
        -- At targets that records left, or leave at their next sending. What waits already is not asked for twice.
        with place as (
            select
                moved.day,
                moved.store_id,
                moved.product_id,
                moved.target_id,
                moved.org_unit_uid
            from vlmis.remapped_deliveries(
                coalesce(p_first_day, '-infinity'), coalesce(p_last_day, 'infinity')
            ) as moved
            union
            select
                retarget.day,
                retarget.store_id,
                retarget.product_id,
                retarget.target_id,
                retarget.org_unit_uid
            from vlmis.delivery_retarget as retarget
            inner join vlmis.delivery
                on
                    retarget.day = delivery.day
                    and retarget.store_id = delivery.store_id
                    and retarget.product_id = delivery.product_id
            where
                coalesce(retarget.day >= p_first_day, true)
                and coalesce(retarget.day <= p_last_day, true)
                -- A record may have come back to where it was before.
                and (delivery.target_id, delivery.org_unit_uid) <> (retarget.target_id, retarget.org_unit_uid)
                and not exists (
                    select from vlmis.delivery_deletion as done
                    where
                        done.day = retarget.day
                        and done.store_id = retarget.store_id
                        and done.product_id = retarget.product_id
                        and done.target_id = retarget.target_id
                        and done.org_unit_uid = retarget.org_unit_uid
                        and done.outcome in ('deleted', 'absent')
                )
        )

        insert into vlmis.delivery_deletion (requeue_id, day, store_id, product_id, target_id, org_unit_uid)
        select
            made_id,
            place.day,
            place.store_id,
            place.product_id,
            place.target_id,
            place.org_unit_uid
        from place
        inner join vlmis.store on place.store_id = store.store_id
        inner join vlmis.product on place.product_id = product.product_id
        where
            coalesce(store.code = p_store_code, true)
            and coalesce(product.code = p_product_code, true)
        on conflict (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null do nothing;
        get diagnostics deletion_count = row_count;
    end if;
    return query select chosen_count, remapped_count, deletion_count;
end
$$;

-- Withdraw the chosen records; returns how many. A record without a row is pending, so it gets one; its day gets one as
-- well, so that it can be settled.
create or replace function vlmis.withdraw_records(
    p_by text, p_reason text, p_selection text, p_at timestamptz, p_store_code text, p_product_code text,
    p_first_day date, p_last_day date
) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
declare
    withdrawn_count bigint;
    made_id integer;
begin
    insert into vlmis.delivery_withdrawal (withdrawn_at, withdrawn_by, reason, selection)
    values (p_at, p_by, p_reason, p_selection)
    returning delivery_withdrawal.withdrawal_id into made_id;
    with chosen as materialized (
        select
            record.day,
            record.store_id,
            record.product_id
        from vlmis.records_to_withdraw(
            p_store_code, p_product_code, p_first_day, p_last_day
        ) as record
    ),

    noted as (
        insert into vlmis.delivery_day (day)
        select distinct chosen.day
        from chosen
        on conflict (day) do nothing
    ),

    withdrawn as (
        insert into vlmis.delivery (day, store_id, product_id, state, withdrawal_id)
        select
            chosen.day,
            chosen.store_id,
            chosen.product_id,
            'withdrawn',
            made_id
        from chosen
        on conflict (day, store_id, product_id) do update
            set
                state = excluded.state,
                withdrawal_id = excluded.withdrawal_id,
                is_awaiting_read_back = false
            where delivery.state in ('pending', 'refused', 'exhausted')
        returning delivery.day
    )

    select count(*)
    into withdrawn_count
    from withdrawn;

    perform vlmis.settle_days();
    return withdrawn_count;
end
$$;

grant execute on function
vlmis.begin_request(
    text, text, integer, date, text, text[], text, integer, text, text, integer[], integer[], integer[]
),
vlmis.refuse_records(bigint, integer[], integer[], text[], text[], text[], text[]),
vlmis.post_records(text, date, integer[], integer[], bigint[]),
vlmis.settle_days()
to vlmis_pipeline;
grant execute on function
vlmis.requeue_records(
    text, text, text, timestamptz, text[], text, text, date, date, boolean, text, boolean
)
to vlmis_recorder, vlmis_pipeline;
grant execute on function
vlmis.withdraw_records(text, text, text, timestamptz, text, text, date, date)
to vlmis_recorder;
