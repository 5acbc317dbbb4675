-- Begin a run, or plan it anew. Params: run_id text, night date, snapshot_id bigint, data_set_uid text,
--         counts_attempts boolean, push_from date
insert into vlmis.push_run (
    run_id, night, snapshot_id, data_set_uid, counts_attempts, push_from, planned_at
)
values (:run_id, :night, :snapshot_id, :data_set_uid, :counts_attempts, :push_from, clock_timestamp())
on conflict (run_id) do update
    set
        snapshot_id = excluded.snapshot_id,
        data_set_uid = excluded.data_set_uid,
        planned_at = excluded.planned_at,
        stopped_at = null,
        stopped_until = null,
        stopped_reason = null,
        finished_at = null;
