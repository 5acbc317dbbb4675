-- How many figures a run found otherwise in DHIS2. Grain: one value. Params: run_id text
select count(*) as differences
from vlmis.read_back_difference
where read_back_difference.run_id = :run_id;
