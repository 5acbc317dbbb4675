-- What DHIS2 lacks, and why
-- Every record (stock day, store and product) that is not posted; `held` names the reason, which `vlmis why-not` explains
-- with who can fix it.
select
    dhis2_delivery.product_code as product,
    dhis2_delivery.state,
    dhis2_delivery.reason_code,
    count(*) as records,
    count(distinct dhis2_delivery.store_code) as stores,
    min(dhis2_delivery.day) as first_day,
    max(dhis2_delivery.day) as last_day
from analyst.dhis2_delivery
where dhis2_delivery.state <> 'posted'
group by dhis2_delivery.product_code, dhis2_delivery.state, dhis2_delivery.reason_code
order by dhis2_delivery.product_code, dhis2_delivery.state, dhis2_delivery.reason_code;
