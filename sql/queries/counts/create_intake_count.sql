-- Counted lots as they were sent. Grain: temporary, one row per lot, gone at commit.
create temporary table intake_count (
    line bigint,
    source_key text,
    store_code text,
    product_code text,
    quantity bigint,
    occurred_on date,
    kind text,
    reason text,
    lot text,
    expires_on date
) on commit drop;
