-- name: copy_assignments
copy vlmis.dhis2_assignment (snapshot_id, org_unit_uid) from stdin;


-- name: copy_data_elements
copy vlmis.dhis2_data_element (
    snapshot_id, data_element_uid, name, value_type, aggregation_type, is_aggregate, is_zero_significant,
    is_in_data_set, option_combo_uids, combo_problems
) from stdin;


-- name: copy_input_periods
copy vlmis.dhis2_input_period (snapshot_id, day, opens_at, closes_at) from stdin;


-- name: copy_lock_exceptions
copy vlmis.dhis2_lock_exception (snapshot_id, org_unit_uid, day) from stdin;


-- name: copy_org_units
copy vlmis.dhis2_org_unit (snapshot_id, org_unit_uid, is_present, opening_date, closed_date, fault) from stdin;


-- name: delete_old_snapshots
-- Keep the newest snapshots only. Params: kept integer
delete from vlmis.dhis2_snapshot
where
    dhis2_snapshot.snapshot_id <= (
        select newest.snapshot_id
        from vlmis.dhis2_snapshot as newest
        order by newest.snapshot_id desc
        limit 1 offset :kept
    );


-- name: insert_snapshot
-- Keep what DHIS2 offers; returns the snapshot's id. Params: as the columns of vlmis.dhis2_snapshot
insert into vlmis.dhis2_snapshot (
    taken_at, base_url, server_version, has_new_importer, server_time, server_time_zone, username, authorities,
    capture_org_units, view_org_units, data_set_uid, data_set_name, period_type, expiry_days,
    open_future_periods, has_input_periods, attribute_combo, can_read, can_write, closed_options
)
values (
    :taken_at, :base_url, :server_version, :has_new_importer, :server_time, :server_time_zone, :username,
    :authorities, :capture_org_units, :view_org_units, :data_set_uid, :data_set_name, :period_type,
    :expiry_days, :open_future_periods, :has_input_periods, :attribute_combo, :can_read, :can_write,
    :closed_options
)
returning dhis2_snapshot.snapshot_id;


-- name: select_hmis_codes
-- Every HMIS Code in use. Grain: one row per code. Params: none
select distinct product.hmis_code
from vlmis.product
where product.hmis_code is not null
order by product.hmis_code;


-- name: select_attached_org_units
-- The org units of all stores. Grain: one row per org unit. Params: none
select store.org_unit_uid
from vlmis.store
where store.org_unit_uid is not null;
