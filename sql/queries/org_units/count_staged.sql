-- How many org units of a reading are still staged; a newer reading takes them away.
-- Grain: one value. Params: reading_id bigint
select count(*)
from vlmis.org_unit_staged
where org_unit_staged.reading_id = :reading_id;
