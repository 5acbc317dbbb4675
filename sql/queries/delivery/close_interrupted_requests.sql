-- name: close_interrupted_requests
-- Write the end of requests to a data set whose sender was killed: nobody knows what they did.
-- Params: data_set_uid text, finding jsonb
update vlmis.push_request
set finding = :finding
from vlmis.push_run
where
    push_request.run_id = push_run.run_id
    and push_run.data_set_uid = :data_set_uid
    and push_request.answered_at is null
    and push_request.finding is null;
