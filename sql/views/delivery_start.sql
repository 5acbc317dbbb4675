-- From which stock day on records are sent without being requeued, and by which snapshot.
-- Why:   planning, lists and the analysts' view must agree on where the delivery starts.
-- Grain: one row; nulls before anything was planned or switched.
create or replace view vlmis.delivery_start as
select
    coalesce(
        (select switch.push_from from vlmis.production_switch as switch order by switch.switch_id desc limit 1),
        (select push_run.push_from from vlmis.push_run order by push_run.planned_at desc limit 1)
    ) as push_from,
    (select push_run.snapshot_id from vlmis.push_run order by push_run.planned_at desc limit 1) as snapshot_id;

comment on view vlmis.delivery_start is 'Where the delivery starts. Grain: one row.';
comment on column vlmis.delivery_start.push_from is 'First stock day that is sent without being requeued: as kept with the latest switch of production, else of the latest run; null: none was ever chosen.';
comment on column vlmis.delivery_start.snapshot_id is 'Snapshot of DHIS2 of the latest run; null: nothing was planned yet.';

grant select on vlmis.delivery_start to vlmis_recorder, vlmis_pipeline;
