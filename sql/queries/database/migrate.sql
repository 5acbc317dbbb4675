-- name: act_as_owner
-- What a migration makes belongs to the owner. Params: none.
set local role vlmis_owner;


-- name: lock_migration
-- One migration at a time; the first one makes the table. Params: none.
do $$
begin
    if to_regclass('vlmis_locks.migration') is not null then
        lock table vlmis_locks.migration in exclusive mode;
    end if;
end
$$;


-- name: set_time_zone
-- Write down the zone in which stock days begin and end; a live ledger keeps its zone unless told to change it.
-- Params: time_zone text, changes boolean
insert into vlmis.stock_calendar (time_zone)
values (:time_zone)
on conflict (is_the_only_row) do update
    set time_zone = excluded.time_zone
    where :changes or not exists (select from vlmis.stock_day);
