copy pg_temp.intake_pair (store_code, product_code, opened_on) from stdin
