-- name: begin_delivery_of_day
-- Note that the delivery of a day has begun; true when it had begun before. Params: day date
insert into vlmis.delivery_day (day, first_sent_at)
values (:day, clock_timestamp())
on conflict (day) do update
    set first_sent_at = coalesce(delivery_day.first_sent_at, excluded.first_sent_at);


-- name: detach_records
-- Records of an accepted request for which the acceptance proves nothing: they are sent again. The arrays are in step.
-- Params: day date, store_ids integer[], product_ids integer[]
update vlmis.delivery
set request_id = null
from unnest(cast(:store_ids as integer[]), cast(:product_ids as integer[])) as named (store_id, product_id)
where
    delivery.day = :day
    and named.store_id = delivery.store_id
    and named.product_id = delivery.product_id
    and delivery.state <> 'posted';


-- name: finish_request
-- Write down what came of a request.
-- Params: request_id bigint, http_status integer, outcome text, refused_count integer, imported integer,
--         updated integer, ignored integer, deleted integer, is_unanswered boolean, finding jsonb,
--         answer text
update vlmis.push_request
set
    answered_at = clock_timestamp(),
    http_status = :http_status,
    outcome = :outcome,
    refused_count = :refused_count,
    imported = :imported,
    updated = :updated,
    ignored = :ignored,
    deleted = :deleted,
    is_unanswered = :is_unanswered,
    finding = :finding,
    answer = :answer
where push_request.request_id = :request_id;


-- name: begin_request
-- Write a request down before it is sent, with its records; returns its id. Until it is finished, its outcome is unknown.
-- Params: base_url text, run_id text, batch integer, day date, header_id text, org_unit_uids text[], body_digest text,
--         body_bytes integer, server_version text, kind text, store_ids integer[], product_ids integer[],
--         target_ids integer[] (in step with the org units; empty unless it carries data values)
select vlmis.begin_request(
    :base_url, :run_id, :batch, :day, :header_id, cast(:org_unit_uids as text[]), :body_digest, :body_bytes,
    :server_version, :kind, cast(:store_ids as integer[]), cast(:product_ids as integer[]),
    cast(:target_ids as integer[])
);


-- name: refuse_records
-- Count the refusal of records, once a night: refused, or exhausted at the fifth. The arrays are in step.
-- Params: request_id bigint, store_ids integer[], product_ids integer[], codes text[], answers text[],
--         categories text[], contradicted text[] (these two separated by commas)
select vlmis.refuse_records(
    :request_id, cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:codes as text[]),
    cast(:answers as text[]), cast(:categories as text[]), cast(:contradicted as text[])
);


-- name: settle_records
-- Records of a request that need no read-back: refused or held. The arrays are in step.
-- Params: day date, store_ids integer[], product_ids integer[]
update vlmis.delivery
set is_awaiting_read_back = false
from unnest(cast(:store_ids as integer[]), cast(:product_ids as integer[])) as named (store_id, product_id)
where
    delivery.day = :day
    and named.store_id = delivery.store_id
    and named.product_id = delivery.product_id
    and delivery.is_awaiting_read_back;
