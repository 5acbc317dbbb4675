-- Take out the bad lines and all lines of their pairs; the balances of the rest can still be judged.
-- Params: lines bigint[]
with bad_pair as (
    select
        resolved.store_id,
        resolved.product_id
    from pg_temp.resolved
    where resolved.line = any(:lines)
    union
    select
        resolved.counterpart_store_id as store_id,
        resolved.product_id
    from pg_temp.resolved
    where resolved.line = any(:lines)
)

delete from pg_temp.resolved
where
    resolved.line = any(:lines)
    or (resolved.store_id, resolved.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    )
    or (resolved.counterpart_store_id, resolved.product_id) in (
        select
            bad_pair.store_id,
            bad_pair.product_id
        from bad_pair
        where bad_pair.store_id is not null and bad_pair.product_id is not null
    );
