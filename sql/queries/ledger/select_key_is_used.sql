-- Is a movement recorded under this key? Params: source_key text
select count(*) > 0 as is_used
from vlmis.movement
where movement.source_key = :source_key;
