-- The org unit must have been open on the day.
-- Grain:  one row per store and day that is to be delivered.
-- Params: push_from date
select
    store.store_id,
    cast(null as integer) as product_id,
    waiting.day,
    store.code || ' → ' || org_unit.name || ' was not open on ' || waiting.day as finding
from vlmis.days_to_deliver(:push_from) as waiting
cross join vlmis.store
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where
    org_unit.removed_at is null
    and (org_unit.opening_date > waiting.day or org_unit.closed_date < waiting.day)
    and exists (
        select from vlmis.pair
        where pair.store_id = store.store_id
    );
