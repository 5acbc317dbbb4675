-- name: copy_incoming_file
copy pg_temp.incoming_line (
    line, source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason, confirmed
) from stdin with (null '');


-- name: copy_incoming_lines
copy pg_temp.incoming_line (
    line, source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason, confirmed
) from stdin;


-- name: copy_incoming_pairs
copy pg_temp.incoming_pair (store_code, product_code, opened_on) from stdin;


-- name: insert_pending_movements
-- Turn the lines into pending movements: a transfer into both its legs, any other line into one.
-- Grain: one pending movement per movement to record.
insert into pg_temp.pending_movement (
    line, source_key, store_id, product_id, kind, quantity, counterpart_store_id, transfer_id,
    occurred_on, stock_day, lot, expires_on, reason
)
select
    resolved_line.line,
    resolved_line.source_key,
    resolved_line.store_id,
    resolved_line.product_id,
    resolved_line.kind,
    resolved_line.quantity,
    resolved_line.counterpart_store_id,
    resolved_line.transfer_id,
    resolved_line.occurred_on,
    resolved_line.stock_day,
    resolved_line.lot,
    resolved_line.expires_on,
    resolved_line.reason
from pg_temp.resolved_line
union all
select
    resolved_line.line,
    resolved_line.source_key || '#received' as source_key,
    resolved_line.counterpart_store_id as store_id,
    resolved_line.product_id,
    case resolved_line.kind
        when 'distribution_out' then cast('requisition_received' as vlmis.movement_kind)
        else cast('return_in' as vlmis.movement_kind)
    end as kind,
    resolved_line.quantity,
    resolved_line.store_id as counterpart_store_id,
    resolved_line.transfer_id,
    resolved_line.occurred_on,
    resolved_line.stock_day,
    resolved_line.lot,
    resolved_line.expires_on,
    resolved_line.reason
from pg_temp.resolved_line
where resolved_line.transfer_id is not null;


-- name: delete_lines_of_bad_pairs
-- Delete the faulty lines and all lines of their pairs, so that the balances of the other pairs can be checked.
-- Params: lines bigint[]
with bad_pair as (
    select
        resolved_line.store_id,
        resolved_line.product_id
    from pg_temp.resolved_line
    where resolved_line.line = any(:lines)
    union
    select
        resolved_line.counterpart_store_id as store_id,
        resolved_line.product_id
    from pg_temp.resolved_line
    where resolved_line.line = any(:lines)
)

delete from pg_temp.resolved_line
where
    resolved_line.line = any(:lines)
    or (resolved_line.store_id, resolved_line.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    )
    or (resolved_line.counterpart_store_id, resolved_line.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    );


-- name: delete_repeated_lines
-- Delete the repetitions of a line; the first one stays. Grain: one deleted row per repetition.
delete from pg_temp.resolved_line
using pg_temp.resolved_line as earlier
where resolved_line.source_key = earlier.source_key and resolved_line.line > earlier.line;


-- name: find_line_faults
-- Find every faulty field of the lines. Grain: one row per fault, by line; no row: the lines may be recorded.
-- Why: `values` holds all that a message about the field may need. Params: today date (local), first_day date
with checked as (
    select
        resolved_line.*,
        case resolved_line.kind
            when 'wastage' then array['expired', 'vvm', 'frozen', 'broken', 'other']
            when 'count_adjustment' then array['count', 'initial_count', 'national_file_gap', 'recount']
        end as reasons,
        case
            when coalesce(trim(resolved_line.source_key), '') = '' then 'field_is_missing'
            when resolved_line.source_key like '%#%' then 'key_has_number_sign'
            when movement.movement_id is not null then 'key_has_other_content'
        end as source_key_fault,
        case
            when resolved_line.store_id is null then 'store_not_found'
            when resolved_line.store_closed_on <= resolved_line.stock_day then 'store_is_closed'
        end as store_fault,
        case
            when resolved_line.product_id is null then 'product_not_found'
            when resolved_line.retired_on <= resolved_line.stock_day then 'product_is_retired'
        end as product_fault,
        case
            when resolved_line.kind is null then 'kind_is_unknown'
            when resolved_line.kind = 'requisition_received' then 'kind_is_recorded_by_supplier'
            when resolved_line.kind = 'return_in' then 'kind_is_recorded_by_child'
            when resolved_line.kind = 'arrival' and resolved_line.supplier_store_id is not null
                then 'only_central_store_takes_arrivals'
        end as kind_fault,
        case
            when resolved_line.quantity is null then 'not_a_whole_number'
            when resolved_line.quantity = 0 then 'quantity_is_zero'
            when resolved_line.quantity < 0 and (resolved_line.kind is distinct from 'count_adjustment')
                then 'quantity_is_not_positive'
        end as quantity_fault,
        case
            when resolved_line.occurred_on is null then 'not_a_date'
            when resolved_line.occurred_on > :today then 'day_is_after_today'
            when resolved_line.occurred_on < :first_day then 'day_is_before_first_day'
        end as occurred_on_fault,
        case
            when resolved_line.kind not in ('distribution_out', 'return_out') or resolved_line.kind is null
                then case
                    when resolved_line.counterpart_store_code is not null then 'kind_has_no_counterpart'
                end
            when resolved_line.counterpart_store_id is null then 'store_not_found'
            when resolved_line.counterpart_closed_on <= resolved_line.stock_day then 'store_is_closed'
            when resolved_line.kind = 'distribution_out'
                and (resolved_line.counterpart_supplier_id is distinct from resolved_line.store_id)
                then 'store_is_not_supplied'
            when resolved_line.kind = 'return_out'
                and (resolved_line.supplier_store_id is distinct from resolved_line.counterpart_store_id)
                then 'store_is_not_supplier'
        end as counterpart_fault,
        case
            when resolved_line.expires_on_text is not null and resolved_line.expires_on is null then 'not_a_date'
        end as expires_on_fault
    from pg_temp.resolved_line
    left join vlmis.movement on resolved_line.source_key = movement.source_key
),

judged as (
    select
        checked.*,
        case
            when checked.reason <> all(checked.reasons) or (checked.reasons is not null and checked.reason is null)
                then 'reason_is_not_one_of'
            when checked.kind is not null and checked.reasons is null and checked.reason is not null
                then 'kind_has_no_reason'
        end as reason_fault
    from checked
),

-- Few lines are bad: their texts are looked up only then.
bad as materialized (
    select judged.*
    from judged
    where
        num_nonnulls(
            judged.source_key_fault, judged.store_fault, judged.product_fault, judged.kind_fault,
            judged.quantity_fault, judged.occurred_on_fault, judged.counterpart_fault, judged.expires_on_fault,
            judged.reason_fault
        ) > 0
)

select
    bad.line,
    fault.field,
    coalesce(fault.value, '') as value,
    coalesce(of_code.code, fault.code) as code,
    jsonb_build_object(
        'store', coalesce(fault.value, ''), 'product', coalesce(fault.value, ''), 'day', fault.day,
        'own_store', sent.store_code, 'kind', coalesce(sent.kind, ''), 'reasons', bad.reasons,
        'today', cast(:today as date), 'first_day', cast(:first_day as date)
    ) || coalesce(of_code.details, '{}') as values
from bad
inner join pg_temp.incoming_line as sent on bad.line = sent.line
cross join lateral (
    values
    (1, 'source_key', bad.source_key, bad.source_key_fault, null),
    (2, 'store_code', sent.store_code, bad.store_fault, bad.store_closed_on),
    (3, 'product_code', sent.product_code, bad.product_fault, bad.retired_on),
    (4, 'kind', sent.kind, bad.kind_fault, null),
    (5, 'quantity', sent.quantity, bad.quantity_fault, null),
    (6, 'occurred_on', sent.occurred_on, bad.occurred_on_fault, bad.occurred_on),
    (7, 'counterpart_store_code', sent.counterpart_store_code, bad.counterpart_fault, bad.counterpart_closed_on),
    (8, 'expires_on', sent.expires_on, bad.expires_on_fault, null),
    (9, 'reason', bad.reason, bad.reason_fault, null)
) as fault (position, field, value, code, day)
left join lateral vlmis.store_code_fault(coalesce(fault.value, ''), null) as of_code on fault.code = 'store_not_found'
where fault.code is not null
order by bad.line, fault.position;


-- name: find_handed_over_codes
-- Find the stores whose code another store had on the day of the line. Grain: one row per fault.
select
    named.line,
    named.field,
    handed_over_code.code as value,
    fault.code,
    fault.details as values
from vlmis.handed_over_code
inner join (
    select
        resolved_line.line,
        'store_code' as field,
        resolved_line.store_id,
        resolved_line.occurred_on
    from pg_temp.resolved_line
    union all
    select
        resolved_line.line,
        'counterpart_store_code' as field,
        resolved_line.counterpart_store_id as store_id,
        resolved_line.occurred_on
    from pg_temp.resolved_line
) as named
    on handed_over_code.store_id = named.store_id and handed_over_code.changed_hands_on > named.occurred_on
cross join lateral vlmis.store_code_fault(handed_over_code.code, named.occurred_on) as fault;


-- name: find_repeated_keys
-- Find lines whose key an earlier line of the same file or request has.
-- Grain: one row per repeating line; is_same: all its other fields are equal too.
with repeated as (
    select resolved_line.source_key
    from pg_temp.resolved_line
    group by resolved_line.source_key
    having count(*) > 1
),

compared as (
    select
        resolved_line.line,
        resolved_line.source_key,
        first_value(resolved_line.line) over same_key as first_line,
        row(
            resolved_line.store_id, resolved_line.product_id, resolved_line.kind, resolved_line.quantity,
            resolved_line.occurred_on, resolved_line.counterpart_store_id, resolved_line.lot,
            resolved_line.expires_on, resolved_line.reason
        ) as content
    from repeated
    inner join pg_temp.resolved_line on repeated.source_key = resolved_line.source_key
    window same_key as (partition by resolved_line.source_key order by resolved_line.line)
)

select
    later.line,
    later.source_key,
    later.first_line,
    (later.content is not distinct from earlier.content) as is_same
from compared as later
inner join compared as earlier on later.first_line = earlier.line
where later.line > later.first_line
order by later.line;


-- name: create_resolved_lines
-- Create the lines with ids, types and stock day; null where a text names nothing known.
-- Grain: one row per line; the temporary table is dropped at commit.
-- Why: a file has many lines and few days, so each text of a day is read once; the planner knows how few only of a
--      table that was analyzed.
analyze pg_temp.incoming_line;

create temporary table day_text on commit drop as
select
    written.text,
    vlmis.to_day(written.text) as day
from (
    select incoming_line.occurred_on as text
    from pg_temp.incoming_line
    union
    select incoming_line.expires_on as text
    from pg_temp.incoming_line
) as written;

analyze pg_temp.day_text;

create temporary table resolved_line on commit drop as
with horizon as materialized (
    select vlmis.first_open_day() as first_open_day
),

known as (
    select
        listed.kind,
        cast(listed.kind as text) as text
    from unnest(enum_range(cast(null as vlmis.movement_kind))) as listed (kind)
),

typed as (
    select
        incoming_line.line,
        known.kind,
        vlmis.to_quantity(incoming_line.quantity) as quantity,
        occurred.day as occurred_on,
        expires.day as expires_on,
        store.store_id,
        store.supplier_store_id,
        store.closed_on as store_closed_on,
        product.product_id,
        product.retired_on,
        counterpart.store_id as counterpart_store_id,
        counterpart.supplier_store_id as counterpart_supplier_id,
        counterpart.closed_on as counterpart_closed_on,
        incoming_line.source_key,
        nullif(incoming_line.counterpart_store_code, '') as counterpart_store_code,
        nullif(incoming_line.expires_on, '') as expires_on_text,
        nullif(incoming_line.lot, '') as lot,
        nullif(incoming_line.reason, '') as reason
    from pg_temp.incoming_line
    left join vlmis.store on incoming_line.store_code = store.code
    left join vlmis.product on incoming_line.product_code = product.code
    left join vlmis.store as counterpart on incoming_line.counterpart_store_code = counterpart.code
    left join known on incoming_line.kind = known.text
    left join pg_temp.day_text as occurred on incoming_line.occurred_on = occurred.text
    left join pg_temp.day_text as expires on incoming_line.expires_on = expires.text
)

select
    typed.line,
    typed.kind,
    typed.quantity,
    typed.occurred_on,
    greatest(typed.occurred_on, horizon.first_open_day) as stock_day,
    typed.expires_on,
    typed.store_id,
    typed.supplier_store_id,
    typed.store_closed_on,
    typed.product_id,
    typed.retired_on,
    typed.counterpart_store_id,
    typed.counterpart_supplier_id,
    typed.counterpart_closed_on,
    typed.source_key,
    typed.counterpart_store_code,
    typed.expires_on_text,
    typed.lot,
    typed.reason,
    case when typed.kind in ('distribution_out', 'return_out') then nextval('vlmis.transfer_id_seq') end as transfer_id
from typed
cross join horizon;

analyze pg_temp.resolved_line;


-- name: apply_suppliers_of_national_months
-- Let a transfer be checked against the supplier that its child had in the imported national month of its date.
-- Why:   a site may have moved to another district since.
-- Grain: one changed line per transfer of a site that had another supplier in that month. Params: none.
update pg_temp.resolved_line
set
    supplier_store_id = case resolved_line.kind
        when 'return_out' then national_supplier.supplier_store_id
        else resolved_line.supplier_store_id
    end,
    counterpart_supplier_id = case resolved_line.kind
        when 'distribution_out' then national_supplier.supplier_store_id
        else resolved_line.counterpart_supplier_id
    end
from vlmis.national_supplier
where
    national_supplier.month = date_trunc('month', resolved_line.occurred_on)
    and national_supplier.store_id = case resolved_line.kind
        when 'distribution_out' then resolved_line.counterpart_store_id
        when 'return_out' then resolved_line.store_id
    end
    and national_supplier.supplier_store_id is distinct from case resolved_line.kind
        when 'distribution_out' then resolved_line.counterpart_supplier_id
        when 'return_out' then resolved_line.supplier_store_id
    end;


-- name: delete_recorded_lines
-- Delete the lines that were recorded before with the same content.
-- Grain: one deleted row per such line.
delete from pg_temp.resolved_line
using vlmis.movement
where
    movement.source_key = resolved_line.source_key
    and (
        movement.store_id, movement.product_id, movement.kind, movement.quantity, movement.occurred_on
    ) = (
        resolved_line.store_id, resolved_line.product_id, resolved_line.kind, resolved_line.quantity,
        resolved_line.occurred_on
    )
    and movement.reverses_movement_id is null
    and movement.counterpart_store_id is not distinct from resolved_line.counterpart_store_id
    -- “unassigned” may have been left out.
    and nullif(movement.lot, 'unassigned') is not distinct from nullif(resolved_line.lot, 'unassigned')
    and movement.expires_on is not distinct from resolved_line.expires_on
    and movement.reason is not distinct from resolved_line.reason;


-- name: insert_affected_pairs_of_lines
-- Insert the pairs whose stock the lines change, and those opened without a movement. Grain: one row per pair.
-- Params: first_open_day date
insert into pg_temp.affected_pair (store_id, product_id, stock_day)
select
    affected.store_id,
    affected.product_id,
    min(affected.stock_day) as stock_day
from (
    select
        resolved_line.store_id,
        resolved_line.product_id,
        resolved_line.stock_day
    from pg_temp.resolved_line
    union all
    select
        resolved_line.counterpart_store_id as store_id,
        resolved_line.product_id,
        resolved_line.stock_day
    from pg_temp.resolved_line
    where resolved_line.kind in ('distribution_out', 'return_out')
    union all
    select
        store.store_id,
        product.product_id,
        greatest(incoming_pair.opened_on, :first_open_day) as stock_day
    from pg_temp.incoming_pair
    inner join vlmis.store on incoming_pair.store_code = store.code
    inner join vlmis.product on incoming_pair.product_code = product.code
) as affected
where affected.store_id is not null and affected.product_id is not null and affected.stock_day is not null
group by affected.store_id, affected.product_id;
