-- Which org units are complete for a day, and what became of their registration: written by the owner.
-- Why:   registered is what an accepted request carried and a read-back found; the pipeline may not say so by itself.
-- Lock:  the day; the rows that are changed.

-- Work out which org units are complete for a day: all records of the stores that posted there are posted, and there.
-- A product without HMIS Code is never reported: its rows are not waited for.
create or replace function vlmis.plan_registrations(p_day date) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    -- A requeue waits for this lock, then asks for the day to be planned again.
    perform from vlmis.delivery_day where delivery_day.day = p_day for update;
    with due as (
        select
            eod_row.store_id,
            count(*) as records
        from vlmis.eod_row
        inner join vlmis.product on eod_row.product_id = product.product_id
        left join vlmis.delivery
            on
                eod_row.day = delivery.day
                and eod_row.store_id = delivery.store_id
                and eod_row.product_id = delivery.product_id
        where eod_row.day = p_day and (product.hmis_code is not null or delivery.state = 'posted')
        group by eod_row.store_id
    ),

    posted as (
        select
            delivery.store_id,
            delivery.org_unit_uid,
            delivery_target.data_set_uid,
            count(*) as records
        from vlmis.delivery
        inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
        where delivery.day = p_day and delivery.state = 'posted'
        group by delivery.store_id, delivery.org_unit_uid, delivery_target.data_set_uid
    ),

    complete as materialized (
        select
            posted.org_unit_uid,
            posted.data_set_uid
        from posted
        inner join due on posted.store_id = due.store_id
        group by posted.org_unit_uid, posted.data_set_uid
        having bool_and(posted.records = due.records)
    ),

    wanted as (
        insert into vlmis.data_set_registration (day, org_unit_uid, data_set_uid, is_complete)
        select
            p_day,
            complete.org_unit_uid,
            complete.data_set_uid,
            true
        from complete
        on conflict (day, org_unit_uid, data_set_uid) do update
            set is_complete = true, finding = null
            where not data_set_registration.is_complete
    )

    update vlmis.data_set_registration
    set is_complete = false, finding = null
    where
        data_set_registration.day = p_day
        and data_set_registration.is_complete
        and not exists (
            select from complete
            where
                complete.org_unit_uid = data_set_registration.org_unit_uid
                and complete.data_set_uid = data_set_registration.data_set_uid
        );

    update vlmis.delivery_day
    set completeness_planned_at = clock_timestamp()
    where delivery_day.day = p_day;
end
$$;

-- Note which request asks DHIS2 to register org units, or to withdraw that; of the day of the request only.
create or replace function vlmis.attach_registrations(p_request_id bigint, p_registration_ids bigint[]) returns void
language sql security definer
set search_path = pg_catalog, pg_temp as
$$
    update vlmis.data_set_registration
    set request_id = p_request_id
    from vlmis.push_request
    where
        data_set_registration.registration_id = any(p_registration_ids)
        and push_request.request_id = p_request_id
        and push_request.answered_at is null
        and push_request.day = data_set_registration.day
        and push_request.kind
        = case when data_set_registration.is_complete then 'registration' else 'deregistration' end
$$;

-- Store what a read-back of a day found: registered is what DHIS2 lists and an accepted request asked for; what it does
-- not list is not registered. The findings are in step with their ids. Returns how many were registered, and how many no
-- longer are.
create or replace function vlmis.settle_registrations(
    p_day date, p_listed_ids bigint[], p_missing_ids bigint[], p_asked_ids bigint[], p_findings jsonb[]
)
returns table (registered bigint, withdrawn bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    update vlmis.data_set_registration
    set finding = named.finding
    from unnest(p_asked_ids, p_findings) as named (registration_id, finding)
    where
        data_set_registration.registration_id = named.registration_id
        and data_set_registration.finding is distinct from named.finding;

    return query
    with gone as (
        update vlmis.data_set_registration
        set registered_at = null, proof_request_id = null
        where
            data_set_registration.registration_id = any(p_missing_ids)
            and data_set_registration.day = p_day
            and data_set_registration.registered_at is not null
        returning data_set_registration.registration_id
    ),

    proved as (
        update vlmis.data_set_registration
        set registered_at = clock_timestamp(), proof_request_id = push_request.request_id
        from vlmis.push_request
        where
            data_set_registration.registration_id = any(p_listed_ids)
            and data_set_registration.day = p_day
            and data_set_registration.registered_at is null
            and push_request.request_id = data_set_registration.request_id
            and push_request.kind = 'registration'
            and push_request.outcome = 'accepted'
        returning data_set_registration.registration_id
    )

    select
        (select count(*) from proved),
        (select count(*) from gone);
end
$$;

-- A registration is withdrawn, never forgotten.
create or replace trigger registrations_are_never_forgotten before delete on vlmis.data_set_registration
    for each row execute function vlmis.refuse_change();
create or replace trigger table_is_never_emptied before truncate on vlmis.data_set_registration
    for each statement execute function vlmis.refuse_change();

grant execute on function
vlmis.plan_registrations(date),
vlmis.attach_registrations(bigint, bigint[]),
vlmis.settle_registrations(date, bigint[], bigint[], bigint[], jsonb[])
to vlmis_pipeline;
