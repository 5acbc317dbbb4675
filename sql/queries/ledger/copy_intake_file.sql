copy pg_temp.intake_line (
    source_key, store_code, product_code, kind, quantity, occurred_on,
    counterpart_store_code, lot, expires_on, reason
) from stdin with (format csv, header match, encoding 'UTF8')
