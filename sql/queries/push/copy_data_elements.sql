copy vlmis.dhis2_data_element (
    snapshot_id, data_element_uid, name, value_type, aggregation_type, is_aggregate, is_zero_significant,
    is_in_data_set, option_combo_uids, combo_problem
) from stdin
