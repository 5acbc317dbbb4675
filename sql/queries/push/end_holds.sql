-- End the causes of a reason that were not seen again tonight (all of them where none was).
-- Params: reason_code text, night date, store_ids integer[], product_ids integer[], days date[]
update vlmis.delivery_hold
set ended_night = :night
where
    delivery_hold.ended_night is null
    and delivery_hold.reason_code = :reason_code
    and not exists (
        select
        from unnest(
            cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:days as date[])
        ) as cause (store_id, product_id, day)
        where
            cause.store_id is not distinct from delivery_hold.store_id
            and cause.product_id is not distinct from delivery_hold.product_id
            and cause.day is not distinct from delivery_hold.day
    );
