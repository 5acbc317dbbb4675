-- name: insert_analytics_check
-- Keep what a comparison found. Grain: one value, its id.
-- Params: first_day date, last_day date, compared bigint, differing bigint
insert into vlmis.analytics_check (first_day, last_day, compared, differing)
values (:first_day, :last_day, :compared, :differing)
returning analytics_check.check_id;


-- name: copy_analytics_differences
copy vlmis.analytics_difference (
    check_id, line, product_code, indicator, org_unit_uid, level, period, value, shown, reason
) from stdin;


-- name: select_newest_analytics_check
-- Select the newest comparison. Grain: one row; none before the first. Params: none.
select
    analytics_check.check_id,
    analytics_check.checked_at,
    analytics_check.first_day,
    analytics_check.last_day,
    analytics_check.compared,
    analytics_check.differing,
    (
        select count(*) from vlmis.analytics_difference where analytics_difference.check_id = analytics_check.check_id
    ) as listed
from vlmis.analytics_check
order by analytics_check.check_id desc
limit 1;


-- name: select_analytics_reasons
-- Select the likely reasons of the listed differences of a comparison, the most frequent first. Grain: one row per reason.
-- Params: check_id bigint
select
    analytics_difference.reason,
    count(*) as count
from vlmis.analytics_difference
where analytics_difference.check_id = :check_id
group by analytics_difference.reason
order by count(*) desc, analytics_difference.reason;


-- name: select_analytics_differences
-- Select differences of a comparison, with the names that people know. Grain: one row per difference, in their order.
-- Params: check_id bigint, line_count bigint, skipped bigint
select
    analytics_difference.product_code,
    product.name as product_name,
    analytics_difference.indicator,
    analytics_difference.org_unit_uid,
    org_unit.name as org_unit_name,
    analytics_difference.level,
    analytics_difference.period,
    analytics_difference.value,
    analytics_difference.shown,
    analytics_difference.reason
from vlmis.analytics_difference
left join vlmis.product on analytics_difference.product_code = product.code
left join vlmis.org_unit on analytics_difference.org_unit_uid = org_unit.org_unit_uid
where analytics_difference.check_id = :check_id
order by analytics_difference.line
limit :line_count offset :skipped;
