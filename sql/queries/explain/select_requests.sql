-- The requests that carried a record for certain, and those of its day whose range of org units covers its own.
-- Why:    which records a request held is not kept; the last one and those that refused it are known, of the others
--         the range says that they may have held it.
-- Grain:  one row per request, oldest first.
-- Params: day date, store_id integer, product_id integer
with known as (
    select
        delivery.request_id,
        delivery.org_unit_uid
    from vlmis.delivery
    where
        delivery.day = :day
        and delivery.store_id = :store_id
        and delivery.product_id = :product_id
    union
    select
        attempt.request_id,
        attempt.org_unit_uid
    from vlmis.delivery_attempt as attempt
    where
        attempt.day = :day
        and attempt.store_id = :store_id
        and attempt.product_id = :product_id
)

select
    push_request.request_id,
    push_request.request_id in (select known.request_id from known where known.request_id is not null) as is_certain,
    push_request.sent_at,
    push_run.night,
    push_request.run_id,
    push_batch.label,
    push_request.record_count,
    push_request.http_status,
    push_request.outcome,
    push_request.refused_count,
    push_request.imported,
    push_request.updated,
    push_request.ignored,
    push_request.deleted,
    push_request.server_version,
    push_request.header_id,
    push_request.body_digest,
    push_request.finding,
    push_request.answer
from vlmis.push_request
inner join vlmis.push_run on push_request.run_id = push_run.run_id
left join vlmis.push_batch on push_request.run_id = push_batch.run_id and push_request.batch = push_batch.number
where
    push_request.day = :day
    and not push_request.is_deletion
    and exists (
        select from known
        where
            known.request_id = push_request.request_id
            or (
                known.org_unit_uid >= push_request.first_org_unit_uid collate "C"
                and known.org_unit_uid <= push_request.last_org_unit_uid collate "C"
            )
    )
order by push_request.request_id;
