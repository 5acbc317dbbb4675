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


-- name: insert_request
-- Write a request down before it is sent; returns its id. Until it is finished, its outcome is unknown.
-- Params: run_id text, batch integer, day date, header_id text, record_count integer, first_org_unit_uid text,
--         last_org_unit_uid text, body_digest text, body_bytes integer, server_version text, is_deletion boolean
insert into vlmis.push_request (
    run_id, batch, day, header_id, record_count, first_org_unit_uid, last_org_unit_uid, body_digest, body_bytes,
    server_version, is_deletion
)
values (
    :run_id, :batch, :day, :header_id, :record_count, :first_org_unit_uid, :last_org_unit_uid, :body_digest,
    :body_bytes, :server_version, :is_deletion
)
returning push_request.request_id;


-- name: refuse_records
-- Count the refusal of records, once a night: refused, or exhausted at the fifth. The arrays are in step.
-- Grain:  one row per record whose attempt was counted.
-- Params: day date, night date, request_id bigint, store_ids integer[], product_ids integer[], codes text[],
--         answers text[], categories text[], contradicted text[] (these two separated by commas)
with refused as (
    update vlmis.delivery
    set
        state = cast(case when delivery.attempts >= 4 then 'exhausted' else 'refused' end as vlmis.delivery_state),
        attempts = delivery.attempts + 1,
        refused_night = :night,
        is_awaiting_read_back = false
    from unnest(
        cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:codes as text[]),
        cast(:answers as text[]), cast(:categories as text[]), cast(:contradicted as text[])
    ) as named (store_id, product_id, code, answer, categories, contradicted)
    where
        delivery.day = :day
        and named.store_id = delivery.store_id
        and named.product_id = delivery.product_id
        and delivery.state in ('pending', 'refused')
        and coalesce(delivery.refused_night < :night, true)
    returning
        delivery.day, delivery.store_id, delivery.product_id, delivery.round, delivery.attempts,
        delivery.target_id, delivery.org_unit_uid, named.code, named.answer, named.categories,
        named.contradicted
)

insert into vlmis.delivery_attempt (
    day, store_id, product_id, round, attempt, night, request_id, target_id, org_unit_uid, code, answer,
    categories, contradicted_rules
)
select
    refused.day,
    refused.store_id,
    refused.product_id,
    refused.round,
    refused.attempts,
    :night,
    :request_id,
    refused.target_id,
    refused.org_unit_uid,
    refused.code,
    refused.answer,
    string_to_array(refused.categories, ','),
    string_to_array(refused.contradicted, ',')
from refused;


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


-- name: upsert_sent
-- Note that records are being sent. The arrays are in step. No night is counted twice, and none by a push for a past one.
-- Params: day date, night date, request_id bigint, store_ids integer[], product_ids integer[],
--         target_ids integer[], org_unit_uids text[], counts_attempts boolean
insert into vlmis.delivery (
    day, store_id, product_id, target_id, request_id, state, is_awaiting_read_back, nights_tried, last_night,
    org_unit_uid
)
select
    :day,
    sent.store_id,
    sent.product_id,
    sent.target_id,
    :request_id,
    'pending',
    true,
    cast(cast(:counts_attempts as boolean) as integer),
    :night,
    sent.org_unit_uid
from unnest(
    cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:target_ids as integer[]),
    cast(:org_unit_uids as text[])
) as sent (store_id, product_id, target_id, org_unit_uid)
on conflict (day, store_id, product_id) do update
    set
        target_id = excluded.target_id,
        request_id = excluded.request_id,
        is_awaiting_read_back = true,
        nights_tried
        = delivery.nights_tried
        + excluded.nights_tried
        * cast(delivery.nights_tried = 0 or delivery.last_night < excluded.last_night as integer),
        last_night = greatest(delivery.last_night, excluded.last_night),
        org_unit_uid = excluded.org_unit_uid;
