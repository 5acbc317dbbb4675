copy vlmis.read_back_difference (
    run_id, day, store_id, product_id, category, frozen_value, found_value, stored_by, stored_at
) from stdin
