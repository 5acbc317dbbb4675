-- name: select_indicator_months
-- The months whose indicators are stored, the newest first. Grain: one row per month, its first day. Params: none.
select rolled_up_month.month
from vlmis.rolled_up_month
order by rolled_up_month.month desc;


-- name: select_indicators_of_country
-- The indicators of a month at the root of the DHIS2 tree, as stored: stores that are attached to no org unit count nowhere.
-- Grain:  one row per product and indicator, by product code and indicator.
-- Params: month date, product_code text or null
-- Units:  numerator and denominator those of the indicator; value null where the denominator is 0
select
    indicator_month.month,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    indicator_month.indicator,
    indicator_month.numerator,
    indicator_month.denominator,
    case
        when indicator_month.denominator is null then indicator_month.numerator
        when indicator_month.denominator > 0
            then round(indicator_month.numerator / indicator_month.denominator, 6)
    end as value
from vlmis.indicator_month
inner join vlmis.org_unit on indicator_month.org_unit_uid = org_unit.org_unit_uid
inner join vlmis.product on indicator_month.product_id = product.product_id
where
    indicator_month.month = :month
    and org_unit.parent_uid is null
    and (cast(:product_code as text) is null or product.code = :product_code)
order by product.code collate "C", indicator_month.indicator;


-- name: select_indicators_of_stores
-- The indicators of a month, added up over some stores.
-- Grain:  one row per product and indicator, by product code and indicator.
-- Params: month date, store_ids integer[], product_code text or null
-- Units:  numerator and denominator those of the indicator; value null where the denominator is 0
with added_up as (
    select
        measured_indicator.month,
        measured_indicator.product_id,
        measured_indicator.indicator,
        sum(measured_indicator.numerator) as numerator,
        sum(measured_indicator.denominator) as denominator
    from vlmis.measured_indicator
    where
        measured_indicator.month = :month
        and measured_indicator.store_id = any(cast(:store_ids as integer[]))
    group by measured_indicator.month, measured_indicator.product_id, measured_indicator.indicator
)

select
    added_up.month,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    added_up.indicator,
    added_up.numerator,
    added_up.denominator,
    case
        when added_up.denominator is null then added_up.numerator
        when added_up.denominator > 0 then round(added_up.numerator / added_up.denominator, 6)
    end as value
from added_up
inner join vlmis.product on added_up.product_id = product.product_id
where cast(:product_code as text) is null or product.code = :product_code
order by product.code collate "C", added_up.indicator;
