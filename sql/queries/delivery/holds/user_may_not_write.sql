-- The service user must have the right to write values of the data set.
-- Grain:  one row at most; it covers everything.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    dhis2_snapshot.username || ' may not write ' || dhis2_snapshot.data_set_name as finding
from vlmis.dhis2_snapshot
where
    dhis2_snapshot.snapshot_id = :snapshot_id
    and (not dhis2_snapshot.can_write or not dhis2_snapshot.authorities && array['F_DATAVALUE_ADD', 'ALL']);
