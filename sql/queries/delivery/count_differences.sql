-- How many figures were read back otherwise than frozen, since a night.
-- Grain:  one value.
-- Params: first_day date or null (of the stock day), store_code text or null, visible_store_ids integer[] or null (all)
select count(*) as difference_count
from vlmis.read_back_difference
inner join vlmis.store on read_back_difference.store_id = store.store_id
where
    (cast(:first_day as date) is null or read_back_difference.day >= :first_day)
    and (cast(:store_code as text) is null or store.code = :store_code)
    and (
        cast(:visible_store_ids as integer[]) is null
        or read_back_difference.store_id = any(cast(:visible_store_ids as integer[]))
    );
