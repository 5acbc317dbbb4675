-- A batch. Grain: one row when it was planned. Params: run_id text, number integer
select
    push_batch.label,
    push_batch.days,
    push_batch.store_ids,
    push_batch.record_count
from vlmis.push_batch
where push_batch.run_id = :run_id and push_batch.number = :number;
