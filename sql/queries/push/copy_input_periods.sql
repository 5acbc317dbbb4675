copy vlmis.dhis2_input_period (snapshot_id, day, opens_at, closes_at) from stdin
