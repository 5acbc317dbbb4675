-- The database's clock, and its local time in the country's zone. Grain: one row. Params: zone text
select
    clock_timestamp() as database_now,
    timezone(:zone, clock_timestamp()) as database_local_now;
