-- Every refusal of a record that counted, oldest first.
-- Grain:  one row per attempt.
-- Params: day date, store_id integer, product_id integer
select
    attempt.round,
    attempt.attempt,
    attempt.night,
    attempt.code,
    attempt.sentence,
    attempt.categories,
    attempt.request_id,
    push_request.header_id
from vlmis.delivery_attempt as attempt
left join vlmis.push_request on attempt.request_id = push_request.request_id
where
    attempt.day = :day
    and attempt.store_id = :store_id
    and attempt.product_id = :product_id
order by attempt.round, attempt.attempt;
