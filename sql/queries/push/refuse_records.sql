-- Count tonight's refusal of records, once a night: refused, or exhausted at the fifth. The arrays are in step.
-- Grain:  one row per record whose attempt was counted.
-- Params: day date, night date, request_id bigint, store_ids integer[], product_ids integer[], codes text[],
--         sentences text[], categories text[], contradicted text[] (these two separated by commas)
with refused as (
    update vlmis.delivery
    set
        state = cast(case when delivery.attempts >= 4 then 'exhausted' else 'refused' end as vlmis.delivery_state),
        attempts = delivery.attempts + 1,
        refused_night = :night,
        is_awaiting_read_back = false
    from unnest(
        cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:codes as text[]),
        cast(:sentences as text[]), cast(:categories as text[]), cast(:contradicted as text[])
    ) as named (store_id, product_id, code, sentence, categories, contradicted)
    where
        delivery.day = :day
        and named.store_id = delivery.store_id
        and named.product_id = delivery.product_id
        and delivery.state in ('pending', 'refused')
        and coalesce(delivery.refused_night < :night, true)
    returning
        delivery.day, delivery.store_id, delivery.product_id, delivery.round, delivery.attempts,
        delivery.target_id, delivery.org_unit_uid, named.code, named.sentence, named.categories,
        named.contradicted
)

insert into vlmis.delivery_attempt (
    day, store_id, product_id, round, attempt, night, request_id, target_id, org_unit_uid, code, sentence,
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
    refused.sentence,
    string_to_array(refused.categories, ','),
    string_to_array(refused.contradicted, ',')
from refused;
