-- Write down who sent records again, and why; returns the id of the act.
-- Params: requeued_at timestamptz, requeued_by text, reason text, selection text, record_count bigint
insert into vlmis.delivery_requeue (requeued_at, requeued_by, reason, selection, record_count)
values (:requeued_at, :requeued_by, :reason, :selection, :record_count)
returning delivery_requeue.requeue_id;
