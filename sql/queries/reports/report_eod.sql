-- name: select_eod_report
-- The End-of-Day report of a range of frozen days.
-- Grain:  one row per day, store and product, in the order of the supply tree within a day.
-- Params: first_day date, last_day date, store_code text or null, with_stores_below boolean,
--         product_code text or null
-- Units:  the product's
select
    eod_report.day,
    eod_report.store_code,
    eod_report.store_name,
    eod_report.org_unit_uid,
    eod_report.supplier_store_code,
    eod_report.level,
    eod_report.path,
    eod_report.product_code,
    eod_report.product_name,
    eod_report.unit,
    eod_report.opening,
    eod_report.arrivals,
    eod_report.requisitions_received,
    eod_report.distributions_out,
    eod_report.returns_in,
    eod_report.returns_out,
    eod_report.count_adjustment,
    eod_report.dispensing,
    eod_report.wastage,
    eod_report.closing,
    eod_report.has_late_entries
from analyst.eod_report
where
    eod_report.day between :first_day and :last_day
    and (
        cast(:store_code as text) is null
        or eod_report.store_code = :store_code
        or (:with_stores_below and position('/' || :store_code || '/' in '/' || eod_report.path || '/') > 0)
    )
    and (cast(:product_code as text) is null or eod_report.product_code = :product_code)
order by eod_report.day, eod_report.path, eod_report.product_code;
