-- Is another return acknowledged under this key? Params: source_key text, return_id bigint
select count(*) > 0 as is_used
from vlmis.return_acknowledgement
where return_acknowledgement.source_key = :source_key and return_acknowledgement.return_id <> :return_id;
