copy pg_temp.intake_count (
    line, source_key, store_code, product_code, quantity, occurred_on, kind, reason, lot, expires_on
) from stdin
