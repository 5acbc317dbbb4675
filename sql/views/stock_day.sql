-- Every stock day and its state: the frozen ones with their counts and digest, then the open ones that have movements.
-- Grain: one row per stock day from day zero to the newest day with a movement; days between are there too.
create or replace view analyst.stock_day as
with newest as (
    select
        max(stock_day.day) filter (where stock_day.state = 'frozen') as frozen_day,
        greatest(max(stock_day.day), (select max(movement.stock_day) from vlmis.movement)) as last_day
    from vlmis.stock_day
),

unfrozen as (
    select
        open_day.day::date as day,
        count(movement.movement_id) as movement_count,
        count(movement.movement_id) filter (where movement.is_late) as late_count
    from newest
    cross join lateral generate_series(
        (newest.frozen_day + 1)::timestamp, newest.last_day::timestamp, interval '1 day'
    ) as open_day (day)
    left join vlmis.movement on movement.stock_day = open_day.day::date
    group by open_day.day
)

select
    stock_day.day,
    stock_day.state,
    stock_day.frozen_at,
    stock_day.early_reason,
    stock_day.store_count,
    stock_day.row_count,
    stock_day.movement_count,
    stock_day.late_count,
    encode(stock_day.digest, 'hex') as digest
from vlmis.stock_day
where stock_day.state = 'frozen'
union all
select
    unfrozen.day,
    coalesce(stock_day.state, 'open') as state,
    null::timestamptz as frozen_at,
    stock_day.early_reason,
    null::integer as store_count,
    null::bigint as row_count,
    unfrozen.movement_count,
    unfrozen.late_count,
    null::text as digest
from unfrozen
left join vlmis.stock_day on unfrozen.day = stock_day.day;

comment on view analyst.stock_day is 'Every stock day and its state: which days are frozen, which are still open. Grain: one stock day, from day zero to the newest day with a movement.';
comment on column analyst.stock_day.day is 'Local calendar day.';
comment on column analyst.stock_day.state is 'open, closing (being frozen) or frozen (never changes again).';
comment on column analyst.stock_day.frozen_at is 'When it was frozen; null until then.';
comment on column analyst.stock_day.early_reason is 'Why it was frozen before its day of grace was over; null as a rule.';
comment on column analyst.stock_day.store_count is 'Stores in its report; null until it is frozen.';
comment on column analyst.stock_day.row_count is 'Rows of analyst.eod_report; null until it is frozen.';
comment on column analyst.stock_day.movement_count is 'Movements counted in it; of an open day: so far.';
comment on column analyst.stock_day.late_count is 'Of these, late entries.';
comment on column analyst.stock_day.digest is 'SHA-256 that seals the day and chains it to the day before, hexadecimal; null until it is frozen.';

grant select on analyst.stock_day to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
