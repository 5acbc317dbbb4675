-- Note the causes of one reason that stand tonight. The arrays are in step, one element per cause.
-- Grain:  one row per cause.
-- Params: reason_code text, is_from_answer boolean, store_ids integer[], product_ids integer[], days date[],
--         sentences text[], mender text, night date
insert into vlmis.delivery_hold (
    reason_code, is_from_answer, store_id, product_id, day, sentence, mender, first_night, last_night
)
select
    :reason_code,
    :is_from_answer,
    cause.store_id,
    cause.product_id,
    cause.day,
    cause.sentence,
    :mender,
    :night,
    :night
from unnest(
    cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:days as date[]),
    cast(:sentences as text[])
) as cause (store_id, product_id, day, sentence)
on conflict (reason_code, store_id, product_id, day) where ended_night is null do update
    set sentence = excluded.sentence, mender = excluded.mender, last_night = excluded.last_night;
