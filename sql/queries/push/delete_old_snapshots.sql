-- Keep the newest snapshots only. Params: kept integer
delete from vlmis.dhis2_snapshot
where
    dhis2_snapshot.snapshot_id <= (
        select newest.snapshot_id
        from vlmis.dhis2_snapshot as newest
        order by newest.snapshot_id desc
        limit 1 offset :kept
    );
