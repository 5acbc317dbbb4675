-- Indicators of the regions
-- `analyst.indicator_month` has every indicator for every org unit of the DHIS2 tree, of complete months. `value` is numerator
-- / denominator, a share between 0 and 1; [indicators](indicators.md) has the definitions.
select
    indicator_month.indicator,
    indicator_month.org_unit_name as region,
    indicator_month.product_code as product,
    indicator_month.numerator,
    indicator_month.denominator,
    round(indicator_month.value, 4) as value
from analyst.indicator_month
where
    indicator_month.month = date '2026-03-01'
    and indicator_month.org_unit_level = 2
    and indicator_month.indicator in ('closed_vial_wastage_of_used', 'full_stock_availability', 'stock_out_rate')
order by indicator_month.indicator, indicator_month.org_unit_name, indicator_month.product_code;
