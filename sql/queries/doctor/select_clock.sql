-- The database's clock, and its local time in the country's zone: one instant, told twice.
-- Grain: one row. Params: zone text
select
    now() as database_now,
    timezone(:zone, now()) as database_local_now;
