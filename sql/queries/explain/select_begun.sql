-- From which stock day on figures are sent, and how production was last switched.
-- Grain: one row; nulls before anything was sent or switched. Params: none
select
    coalesce(
        (select push_run.push_from from vlmis.push_run order by push_run.planned_at desc limit 1),
        (select switch.push_from from vlmis.production_switch as switch order by switch.switch_id desc limit 1)
    ) as push_from,
    (select switch.is_on from vlmis.production_switch as switch order by switch.switch_id desc limit 1) as is_on;
