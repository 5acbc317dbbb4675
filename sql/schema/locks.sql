-- What only one process at a time may do: empty tables, locked until the transaction ends.
-- Why:   a lock on a number (pg_advisory_lock) is anybody's who may connect; an analyst who held it would stop the
--        country. A table is locked by whom it was granted to. Its queue is fair: a stream of recorders, who share
--        the horizon, cannot overtake for ever whoever waits to hold it alone. And who holds one while DHIS2 is sent
--        a night's values does not keep VACUUM from its work, as whoever locked a row would.
create schema vlmis_locks;
revoke all on schema vlmis_locks from public;
grant usage on schema vlmis_locks to vlmis_recorder, vlmis_pipeline;

create table vlmis_locks.horizon ();
comment on table vlmis_locks.horizon is 'The first open day. Recorders hold it in row exclusive mode while they choose a stock day; whoever begins a day or closes a store or product holds it in exclusive mode.';
grant update on vlmis_locks.horizon to vlmis_recorder;

create table vlmis_locks.push ();
comment on table vlmis_locks.push is 'Sending to DHIS2, and deleting there.';
grant update on vlmis_locks.push to vlmis_pipeline;

create table vlmis_locks.org_unit_refresh ();
comment on table vlmis_locks.org_unit_refresh is 'Making a reading of the org units the replica.';
grant update on vlmis_locks.org_unit_refresh to vlmis_pipeline;

create table vlmis_locks.national_file ();
comment on table vlmis_locks.national_file is 'Importing national months.';
grant update on vlmis_locks.national_file to vlmis_recorder;

create table vlmis_locks.migration ();
comment on table vlmis_locks.migration is 'Bringing the database to the newest schema.';

create table vlmis_locks.indicators ();
comment on table vlmis_locks.indicators is 'Computing indicators; held by functions of the owner.';
