copy pg_temp.initial_stock (line, store_code, product_code, quantity) from stdin
