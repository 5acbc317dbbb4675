-- Take out counts that were recorded before with the same content; returns them.
-- Grain: one row per lot that was taken out.
delete from pg_temp.intake_count
where intake_count.source_key in (
    select sent.source_key
    from (
        select
            whole.source_key,
            whole.store_code,
            whole.product_code,
            whole.occurred_on,
            whole.kind,
            whole.reason,
            sum(whole.quantity) as counted
        from pg_temp.intake_count as whole
        group by
            whole.source_key, whole.store_code, whole.product_code, whole.occurred_on, whole.kind,
            whole.reason
    ) as sent
    -- A key that names two counts is not settled: it is a mistake to be named.
    inner join (
        select named.source_key
        from (
            select distinct
                intake_count.source_key,
                intake_count.store_code,
                intake_count.product_code,
                intake_count.occurred_on
            from pg_temp.intake_count
        ) as named
        group by named.source_key
        having count(*) = 1
    ) as plain on sent.source_key = plain.source_key
    inner join vlmis.stock_count on sent.source_key = stock_count.source_key
    inner join vlmis.store on stock_count.store_id = store.store_id
    inner join vlmis.product on stock_count.product_id = product.product_id
    where
        (
            store.code, product.code, stock_count.occurred_on, cast(stock_count.kind as text),
            stock_count.reason, stock_count.counted
        ) = (
            sent.store_code, sent.product_code, sent.occurred_on, sent.kind, sent.reason, sent.counted
        )
)
returning intake_count.source_key;
