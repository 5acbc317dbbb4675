-- Figures are sent without an attribute option combo, which DHIS2 takes for a data set of the default combo only.
-- Grain:  one row at most; it covers everything.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    cast(null as integer) as product_id,
    cast(null as date) as day,
    dhis2_snapshot.data_set_name || ' has the category combination ' || dhis2_snapshot.attribute_combo as finding
from vlmis.dhis2_snapshot
where
    dhis2_snapshot.snapshot_id = :snapshot_id
    and dhis2_snapshot.attribute_combo <> 'default';
