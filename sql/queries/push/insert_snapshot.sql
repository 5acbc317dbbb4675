-- Keep what DHIS2 offers; returns the snapshot's id. Params: as the columns of vlmis.dhis2_snapshot
insert into vlmis.dhis2_snapshot (
    taken_at, base_url, server_version, has_new_importer, server_time, server_time_zone, username, authorities,
    capture_org_units, view_org_units, data_set_uid, data_set_name, period_type, expiry_days,
    open_future_periods, has_input_periods, attribute_combo, can_read, can_write
)
values (
    :taken_at, :base_url, :server_version, :has_new_importer, :server_time, :server_time_zone, :username,
    :authorities, :capture_org_units, :view_org_units, :data_set_uid, :data_set_name, :period_type,
    :expiry_days, :open_future_periods, :has_input_periods, :attribute_combo, :can_read, :can_write
)
returning dhis2_snapshot.snapshot_id;
