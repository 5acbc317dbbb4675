copy vlmis.dhis2_assignment (snapshot_id, org_unit_uid) from stdin
