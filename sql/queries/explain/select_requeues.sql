-- The acts of sending records again whose choice does not leave a record out, oldest first.
-- Why:    an act keeps its choice in words, not its records; what the words do not exclude may have been meant.
-- Grain:  one row per act.
-- Params: day date, store_code text, product_code text
select
    requeue.requeued_at,
    requeue.requeued_by,
    requeue.reason
from vlmis.delivery_requeue as requeue
where
    coalesce(substring(requeue.selection from 'store_code=([^,]*)') = :store_code, true)
    and coalesce(substring(requeue.selection from 'product_code=([^,]*)') = :product_code, true)
    and coalesce(cast(substring(requeue.selection from 'first_day=([0-9-]{10})') as date) <= :day, true)
    and coalesce(cast(substring(requeue.selection from 'last_day=([0-9-]{10})') as date) >= :day, true)
order by requeue.requeue_id;
