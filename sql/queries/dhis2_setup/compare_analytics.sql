-- name: select_compared_products
-- The products in use that were ever posted to their present HMIS Code, with its data element and combos.
-- Grain: one row per product, by code. Params: none
select
    product.product_id,
    product.code as product_code,
    present.data_element_uid,
    present.option_combo_uids
from vlmis.present_target as present
inner join vlmis.product on present.product_id = product.product_id
where product.retired_on is null and present.option_combo_uids is not null
order by product.code;


-- name: select_last_posting
-- When DHIS2 last accepted data values. Grain: one value; null: never. Params: none
select max(push_request.answered_at) as posted_at
from vlmis.push_request
where push_request.kind = 'values' and push_request.outcome = 'accepted';


-- name: select_compared_levels
-- The levels of the org units that DHIS2 has, with how many there are. Grain: one row per level. Params: none
select
    present.level,
    count(*) as units
from vlmis.present_org_unit as present
where present.level is not null
group by present.level
order by present.level;


-- name: select_posted_sums
-- What is posted of a product, added up for each org unit with all below it and each period, as analytics add up: flows by
-- period, the last balance of each org unit, org units whose balances of the period add up to zero.
-- Grain:  one row per org unit of the levels and period with anything posted.
-- Params: product_id integer, data_element_uid text, levels integer[], codes text[], first_days date[], last_days date[],
--         sinces date[] (in step), first_day date (the earliest of sinces), last_day date (the latest of last_days)
-- Units:  the product's; dispensing_before: from since until the first day.
with period as materialized (
    select
        asked.code,
        asked.first_day,
        asked.last_day,
        asked.since
    from unnest(
        cast(:codes as text[]), cast(:first_days as date[]), cast(:last_days as date[]), cast(:sinces as date[])
    ) as asked (code, first_day, last_day, since)
),

posted as materialized (
    select
        delivery.day,
        delivery.org_unit_uid,
        eod_row.returns_in,
        eod_row.returns_out,
        eod_row.distributions_out,
        eod_row.dispensing,
        eod_row.wastage,
        eod_row.count_adjustment,
        eod_row.closing
    from vlmis.delivery
    inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    inner join vlmis.eod_row
        on
            delivery.day = eod_row.day
            and delivery.store_id = eod_row.store_id
            and delivery.product_id = eod_row.product_id
    where
        delivery.product_id = :product_id
        and delivery.state = 'posted'
        and delivery.day between :first_day and :last_day
        and eod_row.day between :first_day and :last_day
        and delivery_target.data_element_uid = :data_element_uid
),

balance as (
    select
        held.org_unit_uid,
        held.day,
        held.closing,
        lead(held.day) over (partition by held.org_unit_uid order by held.day) as next_day
    from (
        select
            earlier.org_unit_uid,
            earlier.day,
            earlier.closing
        from vlmis.last_posted_closings(:product_id, :data_element_uid, :first_day) as earlier
        union all
        select
            posted.org_unit_uid,
            posted.day,
            posted.closing
        from posted
    ) as held
),

unit as (
    select
        balance.org_unit_uid,
        period.code,
        balance.closing as last_closing
    from period
    inner join balance
        on period.last_day >= balance.day and coalesce(period.last_day < balance.next_day, true)
),

flow as (
    select
        posted.org_unit_uid,
        period.code,
        sum(posted.returns_in) filter (where posted.day >= period.first_day) as returns_in,
        sum(posted.returns_out) filter (where posted.day >= period.first_day) as returns_out,
        sum(posted.distributions_out) filter (where posted.day >= period.first_day) as distributed,
        sum(posted.dispensing) filter (where posted.day >= period.first_day) as dispensing,
        sum(posted.wastage) filter (where posted.day >= period.first_day) as wastage,
        sum(posted.count_adjustment) filter (where posted.day >= period.first_day) as discrepancy,
        sum(posted.closing) filter (where posted.day = period.last_day) as closing_of_last_day,
        cast(sum(posted.closing) filter (where posted.day >= period.first_day) = 0 as integer) as is_stocked_out,
        sum(posted.dispensing) filter (where posted.day < period.first_day) as dispensing_before
    from period
    inner join posted on period.since <= posted.day and period.last_day >= posted.day
    group by posted.org_unit_uid, period.code
)

select
    area.org_unit_uid,
    cast(area.level as integer) as level,
    unit.code as period,
    cast(sum(flow.returns_in) as bigint) as returns_in,
    cast(sum(flow.returns_out) as bigint) as returns_out,
    cast(sum(flow.distributed) as bigint) as distributed,
    cast(sum(flow.dispensing) as bigint) as dispensing,
    cast(sum(flow.wastage) as bigint) as wastage,
    cast(sum(flow.discrepancy) as bigint) as discrepancy,
    cast(sum(unit.last_closing) as bigint) as last_closing,
    cast(sum(flow.closing_of_last_day) as bigint) as closing_of_last_day,
    cast(sum(flow.is_stocked_out) as bigint) as stock_outs,
    cast(coalesce(sum(flow.dispensing_before), 0) as bigint) as dispensing_before
from unit
left join flow on unit.org_unit_uid = flow.org_unit_uid and unit.code = flow.code
inner join vlmis.org_unit on unit.org_unit_uid = org_unit.org_unit_uid
cross join lateral unnest(string_to_array(ltrim(org_unit.path, '/'), '/')) with ordinality as area (org_unit_uid, level)
where area.level = any(cast(:levels as integer[])) and org_unit.removed_at is null
group by area.org_unit_uid, area.level, unit.code;
