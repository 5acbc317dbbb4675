copy vlmis.org_unit_staged (
    reading_id, org_unit_uid, code, name, short_name, parent_uid, path, level, opening_date, closed_date,
    last_updated
) from stdin
