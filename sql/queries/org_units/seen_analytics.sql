-- name: select_analytics_settings
-- What the newest reading saw of the analytics of DHIS2. Grain: one row; none before the first reading. Params: none
select
    org_unit_reading.shows_zeros,
    org_unit_reading.output_period_types
from vlmis.org_unit_reading
order by org_unit_reading.reading_id desc
limit 1;
