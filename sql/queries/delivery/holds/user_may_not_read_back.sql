-- Without the right to read, 2.42 answers 200 and nothing: nothing could be proved.
-- Grain:  one row at most; it covers everything.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    dhis2_snapshot.username || ' may not read ' || dhis2_snapshot.data_set_name as finding
from vlmis.dhis2_snapshot
where
    dhis2_snapshot.snapshot_id = :snapshot_id
    and (not dhis2_snapshot.can_read or cardinality(dhis2_snapshot.view_org_units) = 0);
