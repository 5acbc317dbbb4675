-- Plan one batch.
-- Params: run_id text, number integer, label text, days date[], store_ids integer[], record_count bigint,
--         closes_at timestamptz
insert into vlmis.push_batch (run_id, number, label, days, store_ids, record_count, closes_at)
values (:run_id, :number, :label, :days, :store_ids, :record_count, :closes_at);
