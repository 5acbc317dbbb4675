-- Initial stock as it was given. Grain: temporary, one row per line, gone at commit.
create temporary table initial_stock (
    line integer,
    store_code text,
    product_code text,
    quantity bigint
) on commit drop;
