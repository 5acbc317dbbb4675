-- name: select_data_set_holds
-- What hinders everything from being sent: the rights of the service user, and the data set.
-- Why:   without the right to read, 2.42 answers 200 and nothing: nothing could be proved. A stock day is one daily
--        period. Data values are sent without an attribute option combo, which DHIS2 takes for the default combo only.
-- Grain:  one row per broken rule.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    jsonb_build_object(
        'code', rule.code, 'values', rule.values || jsonb_build_object('data_set', dhis2_snapshot.data_set_name)
    ) as message
from vlmis.dhis2_snapshot
cross join lateral (
    values
    (
        'user_may_not_write',
        not dhis2_snapshot.can_write or not dhis2_snapshot.authorities && array['F_DATAVALUE_ADD', 'ALL'],
        jsonb_build_object('username', dhis2_snapshot.username)
    ),
    (
        'user_may_not_read_back',
        not dhis2_snapshot.can_read or cardinality(dhis2_snapshot.view_org_units) = 0,
        jsonb_build_object('username', dhis2_snapshot.username)
    ),
    (
        'data_set_is_not_daily',
        dhis2_snapshot.period_type <> 'Daily',
        jsonb_build_object('period_type', dhis2_snapshot.period_type)
    ),
    (
        'data_set_has_attributes',
        dhis2_snapshot.attribute_combo <> 'default',
        jsonb_build_object('category_combination', dhis2_snapshot.attribute_combo)
    )
) as rule (code, is_broken, values)
where dhis2_snapshot.snapshot_id = :snapshot_id and rule.is_broken;


-- name: select_category_option_holds
-- The category options with which the service user may not write: every record has a data value of each.
-- Why:   DHIS2 2.42 would store the other eight data values of a record.
-- Grain:  one row per category option.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    jsonb_build_object(
        'code', 'category_option_is_closed', 'values', jsonb_build_object('category_option', closed.code)
    ) as message
from vlmis.dhis2_snapshot
cross join unnest(dhis2_snapshot.closed_options) as closed (code)
where dhis2_snapshot.snapshot_id = :snapshot_id;


-- name: select_product_holds
-- What hinders a product: no HMIS Code, or one that names no data element which takes its nine data values.
-- Why:   corrections and discrepancies may be negative. DHIS2 2.42 and before silently drops zeros of a data element
--        that does not store them. DHIS2 has room for one product in a data element, so a retired one waits.
-- Grain:  one row per broken rule and product that has stock records.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    product.product_id,
    cast(null as date) as day,
    jsonb_build_object(
        'code', rule.code, 'values', rule.values || jsonb_build_object('product', product.code)
    ) as message
from vlmis.product
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
left join vlmis.dhis2_data_element as element
    on dhis2_snapshot.snapshot_id = element.snapshot_id and product.hmis_code = element.data_element_uid
cross join lateral (
    values
    (
        'product_has_no_hmis_code',
        product.hmis_code is null,
        jsonb_build_object('product_name', product.name)
    ),
    (
        'hmis_code_is_not_in_dhis2',
        product.hmis_code is not null and element.data_element_uid is null,
        jsonb_build_object('hmis_code', product.hmis_code)
    ),
    (
        'hmis_code_is_shared',
        product.retired_on is not null and exists (
            select from vlmis.product as other
            where
                other.hmis_code = product.hmis_code
                and other.product_id <> product.product_id
                and (
                    other.retired_on is null
                    or (other.retired_on, other.product_id) > (product.retired_on, product.product_id)
                )
        ),
        jsonb_build_object('hmis_code', product.hmis_code)
    ),
    (
        'data_element_is_not_in_data_set',
        not element.is_in_data_set,
        jsonb_build_object('data_element', element.name)
    ),
    (
        'data_element_takes_no_integers',
        element.value_type not in ('INTEGER', 'NUMBER') or not element.is_aggregate,
        jsonb_build_object('data_element', element.name, 'value_type', element.value_type)
    ),
    (
        'zeros_are_not_significant',
        not element.is_zero_significant and not dhis2_snapshot.has_new_importer,
        jsonb_build_object('data_element', element.name)
    ),
    (
        'categories_are_missing',
        element.combo_problems <> '[]',
        jsonb_build_object('data_element', element.name, 'problems', element.combo_problems)
    )
) as rule (code, is_broken, values)
where
    rule.is_broken
    and exists (
        select from vlmis.pair
        where pair.product_id = product.product_id
    );


-- name: select_store_holds
-- What hinders a store: it has no org unit, one that DHIS2 lost or that cannot be used, or one to which the service
-- user cannot send.
-- Why:   a superuser needs no org units from 2.43 on, and needs them before.
-- Grain:  one row per broken rule and store that has stock records.
-- Params: snapshot_id bigint
select
    store.store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    jsonb_build_object(
        'code', rule.code, 'values', rule.values || jsonb_build_object('store', store.code)
    ) as message
from vlmis.store
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
left join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
left join vlmis.dhis2_assignment as assignment
    on dhis2_snapshot.snapshot_id = assignment.snapshot_id and store.org_unit_uid = assignment.org_unit_uid
left join vlmis.dhis2_org_unit as latest
    on dhis2_snapshot.snapshot_id = latest.snapshot_id and store.org_unit_uid = latest.org_unit_uid
cross join lateral (
    select org_unit.is_usable and coalesce(latest.is_present and latest.fault is null, true) as is_usable
) as org_unit_now
cross join lateral (
    values
    (
        'store_has_no_org_unit',
        store.org_unit_uid is null,
        jsonb_build_object('store_name', store.name)
    ),
    (
        'org_unit_is_not_in_dhis2',
        org_unit.removed_at is not null or not latest.is_present,
        jsonb_build_object('org_unit', org_unit.name, 'org_unit_uid', org_unit.org_unit_uid)
    ),
    (
        'org_unit_is_set_aside',
        coalesce(org_unit.set_aside_reason, latest.fault) is not null,
        jsonb_build_object('reason', coalesce(org_unit.set_aside_reason, latest.fault))
    ),
    (
        'org_unit_is_not_assigned',
        org_unit_now.is_usable and assignment.org_unit_uid is null,
        jsonb_build_object('org_unit', org_unit.name)
    ),
    (
        'org_unit_is_outside_hierarchy',
        org_unit_now.is_usable
        and not string_to_array(org_unit.path, '/') && dhis2_snapshot.capture_org_units
        and not (dhis2_snapshot.has_new_importer and 'ALL' = any(dhis2_snapshot.authorities)),
        jsonb_build_object('org_unit', org_unit.name)
    )
) as rule (code, is_broken, values)
where
    rule.is_broken
    and exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    );


-- name: select_closed_store_holds
-- The stores whose org unit was not open on a day.
-- Why:   by the dates of the snapshot: DHIS2 2.42 stores values at closed org units, and the replica may be old. Most
--        org units are open all the time: only the others are compared with every day.
-- Grain:  one row per store that has stock records and day that is to be delivered.
-- Params: snapshot_id bigint, push_from date
with to_deliver as materialized (
    select days.day
    from vlmis.days_to_deliver(:push_from) as days
),

reporting_org_unit as (
    select
        store.store_id,
        store.code as store,
        org_unit.name as org_unit,
        case when latest.is_present then latest.opening_date else org_unit.opening_date end as opening_date,
        case when latest.is_present then latest.closed_date else org_unit.closed_date end as closed_date
    from vlmis.store
    inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
    left join vlmis.dhis2_org_unit as latest
        on latest.snapshot_id = :snapshot_id and store.org_unit_uid = latest.org_unit_uid
    where
        org_unit.is_usable
        and latest.fault is null
        and exists (
            select from vlmis.pair
            where pair.store_id = store.store_id
        )
),

not_always_open as materialized (
    select
        reporting_org_unit.store_id,
        reporting_org_unit.store,
        reporting_org_unit.org_unit,
        reporting_org_unit.opening_date,
        reporting_org_unit.closed_date
    from reporting_org_unit
    where
        reporting_org_unit.opening_date > (select min(to_deliver.day) from to_deliver)
        or reporting_org_unit.closed_date < (select max(to_deliver.day) from to_deliver)
)

select
    not_always_open.store_id,
    cast(null as integer) as product_id,
    to_deliver.day,
    jsonb_build_object(
        'code', 'org_unit_was_not_open',
        'values', jsonb_build_object(
            'store', not_always_open.store, 'org_unit', not_always_open.org_unit, 'day', to_deliver.day
        )
    ) as message
from not_always_open
inner join to_deliver
    on not_always_open.opening_date > to_deliver.day or not_always_open.closed_date < to_deliver.day;


-- name: select_day_holds
-- The days that DHIS2 does not take, by its own clock: ahead of its open periods, or not open for input.
-- Why:   from 2.43 on, input periods replace the limits, and some users are above them. DHIS2 2.43.0 and 2.43.1 have
--        input periods the wrong way round (DHIS2-21981: what is open is refused, what is closed is taken, what is not
--        listed is refused). Nothing is sent to these: what they would take is what their administrator has closed.
-- Grain:  one row per broken rule and day that is to be delivered.
-- Params: snapshot_id bigint, push_from date
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    to_deliver.day,
    jsonb_build_object('code', rule.code, 'values', rule.values) as message
from vlmis.days_to_deliver(:push_from) as to_deliver
inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
left join vlmis.dhis2_input_period as input_period
    on dhis2_snapshot.snapshot_id = input_period.snapshot_id and to_deliver.day = input_period.day
cross join lateral (
    select
        case
            when input_period.day is null then 'input_period_is_missing'
            when input_period.closes_at <= dhis2_snapshot.server_time then 'input_period_has_closed'
            when input_period.opens_at >= dhis2_snapshot.server_time then 'input_period_opens_later'
            when dhis2_snapshot.server_version in ('2.43.0', '2.43.0.1', '2.43.1') then 'input_period_is_refused'
        end as code
) as obstacle
cross join lateral (
    values
    (
        'day_is_too_far_ahead',
        to_deliver.day > cast(dhis2_snapshot.server_time as date) - 1 + dhis2_snapshot.open_future_periods
        and not (
            dhis2_snapshot.has_new_importer
            and (dhis2_snapshot.has_input_periods or dhis2_snapshot.authorities && array['F_EDIT_EXPIRED', 'ALL'])
        ),
        jsonb_build_object('day', to_deliver.day)
    ),
    (
        'day_is_not_an_input_period',
        dhis2_snapshot.has_input_periods and obstacle.code is not null,
        jsonb_build_object('obstacle', jsonb_build_object(
            'code', obstacle.code,
            'values', jsonb_build_object('day', to_deliver.day) || case obstacle.code
                when 'input_period_is_missing' then jsonb_build_object('data_set', dhis2_snapshot.data_set_name)
                when 'input_period_has_closed' then jsonb_build_object('closed_at', input_period.closes_at)
                when 'input_period_opens_later' then jsonb_build_object('opens_at', input_period.opens_at)
                else jsonb_build_object('server_version', dhis2_snapshot.server_version)
            end
        ))
    )
) as rule (code, is_broken, values)
where rule.is_broken;


-- name: select_expired_day_holds
-- The days that DHIS2 has closed, by its own clock; where it has opened one again for some stores, the others.
-- Grain:  one row per day that is to be delivered and has expired; per store that has stock records, where DHIS2 has
--         opened the day again for one.
-- Params: snapshot_id bigint, push_from date
with expired as materialized (
    select
        to_deliver.day,
        to_deliver.day in (
            select reopened.day
            from vlmis.reopened_store_day as reopened
            where reopened.snapshot_id = :snapshot_id
        ) as is_reopened_for_some,
        jsonb_build_object(
            'code', 'day_has_expired',
            'values', jsonb_build_object('day', to_deliver.day, 'count', trim_scale(dhis2_snapshot.expiry_days))
        ) as message
    from vlmis.days_to_deliver(:push_from) as to_deliver
    inner join vlmis.dhis2_snapshot on dhis2_snapshot.snapshot_id = :snapshot_id
    where
        vlmis.expires_at(dhis2_snapshot, to_deliver.day)
        <= dhis2_snapshot.server_time at time zone dhis2_snapshot.server_time_zone
)

select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    expired.day,
    expired.message
from expired
where not expired.is_reopened_for_some
union all
select
    store.store_id,
    cast(null as integer) as product_id,
    expired.day,
    expired.message
from expired
cross join vlmis.store
where
    expired.is_reopened_for_some
    and not exists (
        select from vlmis.reopened_store_day as reopened
        where
            reopened.snapshot_id = :snapshot_id
            and reopened.day = expired.day
            and reopened.store_id = store.store_id
    )
    and exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    );


-- name: select_overwriting_holds
-- Records that would overwrite another one, posted before its HMIS Code or org unit changed.
-- Why:    records meet only where a store reports as another one did, or a product goes where another one went. These
--         are few, mostly none: they are looked up one by one, so that days that are long in arrears are not read.
-- Grain:  one row per record that would do so.
-- Params: push_from date
with store_pair as (
    -- Every store that was ever to report as the same org unit, itself included.
    select
        store.store_id,
        store.org_unit_uid,
        reported.store_id as other_store_id
    from vlmis.store
    inner join vlmis.reported_org_unit as reported on store.org_unit_uid = reported.org_unit_uid
),

product_pair as (
    -- Every product that was ever to go to the same data element, itself included.
    select
        product.product_id,
        reported.target_id,
        reported.product_id as other_product_id
    from vlmis.product
    inner join vlmis.delivery_target on product.hmis_code = delivery_target.data_element_uid
    inner join vlmis.reported_target as reported on delivery_target.target_id = reported.target_id
),

meeting as materialized (
    select
        store_pair.store_id,
        store_pair.org_unit_uid,
        store_pair.other_store_id,
        product_pair.product_id,
        product_pair.target_id,
        product_pair.other_product_id
    from store_pair
    cross join product_pair
    where store_pair.store_id <> store_pair.other_store_id
    union all
    select
        store_pair.store_id,
        store_pair.org_unit_uid,
        store_pair.other_store_id,
        product_pair.product_id,
        product_pair.target_id,
        product_pair.other_product_id
    from store_pair
    cross join product_pair
    where store_pair.store_id = store_pair.other_store_id and product_pair.product_id <> product_pair.other_product_id
),

occupied as materialized (
    select
        to_deliver.day,
        array_agg(distinct meeting.store_id) as of_stores,
        -- In step: what is known of a day is joined with its records alone.
        array_agg(meeting.store_id) as store_ids,
        array_agg(meeting.product_id) as product_ids,
        array_agg(meeting.other_store_id) as other_store_ids,
        array_agg(meeting.other_product_id) as other_product_ids
    from vlmis.days_to_deliver(:push_from) as to_deliver
    cross join meeting
    cross join lateral (
        select
        from vlmis.delivery as other
        where
            other.day = to_deliver.day
            and other.store_id = meeting.other_store_id
            and other.product_id = meeting.other_product_id
            and other.state = 'posted'
            and other.target_id = meeting.target_id
            and other.org_unit_uid = meeting.org_unit_uid
        limit 1 -- noqa: AM09
    ) as posted
    group by to_deliver.day
)

select distinct on (occupied.day, record.store_id, record.product_id)
    record.store_id,
    record.product_id,
    occupied.day,
    jsonb_build_object(
        'code', 'target_holds_another_record',
        'values', jsonb_build_object(
            'store', store.code, 'product', product.code, 'day', occupied.day,
            'other_store', other_store.code, 'other_product', other_product.code
        )
    ) as message
from occupied
cross join lateral vlmis.open_records(occupied.day, occupied.of_stores) as record
inner join lateral unnest(
    occupied.store_ids, occupied.product_ids, occupied.other_store_ids, occupied.other_product_ids
) as other (store_id, product_id, other_store_id, other_product_id)
    on record.store_id = other.store_id and record.product_id = other.product_id
inner join vlmis.store on record.store_id = store.store_id
inner join vlmis.product on record.product_id = product.product_id
inner join vlmis.store as other_store on other.other_store_id = other_store.store_id
inner join vlmis.product as other_product on other.other_product_id = other_product.product_id
order by occupied.day, record.store_id, record.product_id, other_product.code, other_store.code;


-- name: select_unanswered_holds
-- Records that stayed unknown for three nights although they were sent alone.
-- Grain:  one row per record.
-- Params: none
select
    delivery.store_id,
    delivery.product_id,
    delivery.day,
    jsonb_build_object(
        'code', 'dhis2_gives_no_answer',
        'values', jsonb_build_object('store', store.code, 'product', product.code, 'day', delivery.day)
    ) as message
from vlmis.delivery
inner join vlmis.delivery_day on delivery.day = delivery_day.day
inner join vlmis.store on delivery.store_id = store.store_id
inner join vlmis.product on delivery.product_id = product.product_id
where
    delivery_day.settled_at is null
    and delivery.state in ('pending', 'refused')
    and delivery.unanswered_nights >= 3;


-- name: select_large_value_holds
-- Open records of a day with a data value beyond the whole numbers of 32 bits that DHIS2 stores.
-- Why:    asked for one day at a time, so that only its partition is read; hardly ever is a value so large, and only
--         then are the open records looked up.
-- Grain:  one row per record.
-- Params: day date (frozen)
with large as materialized (
    select
        eod_row.store_id,
        eod_row.product_id
    from vlmis.eod_row
    where
        eod_row.day = :day
        and greatest(
            abs(eod_row.opening), abs(eod_row.arrivals + eod_row.requisitions_received), abs(eod_row.returns_in),
            abs(eod_row.returns_out), abs(eod_row.distributions_out), abs(eod_row.dispensing), abs(eod_row.wastage),
            abs(eod_row.count_adjustment), abs(eod_row.closing)
        ) > 2147483647
)

select
    record.store_id,
    record.product_id,
    cast(:day as date) as day,
    jsonb_build_object(
        'code', 'value_is_too_large',
        'values', jsonb_build_object(
            'store', store.code, 'product', product.code, 'day', cast(:day as date), 'limit', 2147483647
        )
    ) as message
from vlmis.open_records(:day, array(select of_store.store_id from large as of_store)) as record
inner join large on record.store_id = large.store_id and record.product_id = large.product_id
inner join vlmis.store on record.store_id = store.store_id
inner join vlmis.product on record.product_id = product.product_id;


-- name: select_broken_day_holds
-- A frozen day whose rows no longer are what they were when it was sealed: nothing of it is sent.
-- Grain:  one row, with the first violation, when the day breaks an invariant.
-- Params: day date (frozen)
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(:day as date) as day,
    jsonb_build_object(
        'code', 'day_breaks_an_invariant',
        'values', jsonb_build_object(
            'day', cast(:day as date),
            'violation', jsonb_build_object(
                'code', violation.rule,
                'values', violation.detail || jsonb_build_object(
                    'store', coalesce(store.code, '*'), 'product', coalesce(product.code, '*')
                )
            )
        )
    ) as message
from vlmis.day_violations(:day) as violation
left join vlmis.store on violation.store_id = store.store_id
left join vlmis.product on violation.product_id = product.product_id
order by violation.rule, store.code collate "C", product.code collate "C"
limit 1;
