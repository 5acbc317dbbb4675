-- Note that a month was imported whole.
-- Params: country_file text, month date, digest text, line_count integer, recorded_at timestamptz, recorded_by text
insert into vlmis.national_month (country_file, month, digest, line_count, recorded_at, recorded_by)
values (:country_file, :month, :digest, :line_count, :recorded_at, :recorded_by);
