-- Reporting completeness.
-- Version:    1
-- Definition: Records whose nine data values are in DHIS2, proved by read-back, divided by the records that are due: the EoD rows of products with an HMIS Code since the day from which DHIS2 is told, withdrawn ones left out. Not stored: it changes with every push.
-- Unit:       share of records
-- Source:     Target Software Standards (TSS), reporting completeness
-- Grain: one month, store and product.
create or replace view vlmis_indicators.reporting_completeness as
select
    cast(date_trunc('month', eod_row.day) as date) as month,
    eod_row.store_id,
    eod_row.product_id,
    cast(1 as smallint) as version,
    cast(count(*) filter (where delivery.state = 'posted') as numeric) as numerator,
    cast(count(*) as numeric) as denominator
from vlmis.eod_row
inner join vlmis.product on eod_row.product_id = product.product_id
cross join vlmis.delivery_start
left join vlmis.delivery
    on
        eod_row.day = delivery.day
        and eod_row.store_id = delivery.store_id
        and eod_row.product_id = delivery.product_id
where
    product.hmis_code is not null
    and eod_row.day >= delivery_start.push_from
    and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
    and (delivery.state is distinct from 'withdrawn')
group by cast(date_trunc('month', eod_row.day) as date), eod_row.store_id, eod_row.product_id;
