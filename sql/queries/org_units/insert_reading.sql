-- Begin a reading; returns its id. Params: read_at timestamptz, base_url text, root_uid text, unit_count integer
insert into vlmis.org_unit_reading (read_at, base_url, root_uid, unit_count)
values (:read_at, :base_url, :root_uid, :unit_count)
returning org_unit_reading.reading_id;
