-- Count the night, once, for records that stayed unknown alone while DHIS2 answered for others; a push for a past night
-- counts none.
-- Params: run_id text
update vlmis.delivery
set unanswered_nights = delivery.unanswered_nights + 1, unanswered_night = push_run.night
from vlmis.push_request
inner join vlmis.push_run on push_request.run_id = push_run.run_id
where
    push_run.run_id = :run_id
    and push_run.counts_attempts
    and push_request.is_unanswered
    and delivery.day = push_request.day
    and delivery.request_id = push_request.request_id
    and delivery.state in ('pending', 'refused')
    and coalesce(delivery.unanswered_night < push_run.night, true)
    and exists (
        select from vlmis.push_request as other
        where
            other.run_id = :run_id
            and other.request_id <> push_request.request_id
            and other.outcome in ('accepted', 'refused')
    );
