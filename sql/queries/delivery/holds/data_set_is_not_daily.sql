-- A stock day is one daily period.
-- Grain:  one row at most; it covers everything.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    dhis2_snapshot.data_set_name || ' has period type ' || dhis2_snapshot.period_type as finding
from vlmis.dhis2_snapshot
where
    dhis2_snapshot.snapshot_id = :snapshot_id
    and dhis2_snapshot.period_type <> 'Daily';
