-- Give every line its ids, types and stock day; null where the text names nothing.
-- Grain: one row per line (temporary table `resolved`, gone at commit).
-- Why: what is materialized is computed once, not for every line.
analyze pg_temp.intake_line;

create temporary table resolved on commit drop as
with horizon as materialized (
    select vlmis.first_open_day() as first_open_day
),

-- A file has many lines and few days: each text is read once.
day_text as materialized (
    select
        written.text,
        vlmis.to_day(written.text) as day
    from (
        select intake_line.occurred_on as text
        from pg_temp.intake_line
        union
        select intake_line.expires_on as text
        from pg_temp.intake_line
    ) as written
),

known as (
    select
        listed.kind,
        cast(listed.kind as text) as text
    from unnest(enum_range(cast(null as vlmis.movement_kind))) as listed (kind)
),

typed as (
    select
        intake_line.line,
        known.kind,
        vlmis.to_quantity(intake_line.quantity) as quantity,
        occurred.day as occurred_on,
        expires.day as expires_on,
        store.store_id,
        store.supplier_store_id,
        store.closed_on as store_closed_on,
        product.product_id,
        product.retired_on,
        counterpart.store_id as counterpart_store_id,
        counterpart.supplier_store_id as counterpart_supplier_id,
        counterpart.closed_on as counterpart_closed_on,
        intake_line.source_key,
        nullif(intake_line.lot, '') as lot,
        nullif(intake_line.reason, '') as reason
    from pg_temp.intake_line
    left join vlmis.store on intake_line.store_code = store.code
    left join vlmis.product on intake_line.product_code = product.code
    left join vlmis.store as counterpart on intake_line.counterpart_store_code = counterpart.code
    left join known on intake_line.kind = known.text
    left join day_text as occurred on intake_line.occurred_on = occurred.text
    left join day_text as expires on intake_line.expires_on = expires.text
)

select
    typed.line,
    typed.kind,
    typed.quantity,
    typed.occurred_on,
    greatest(typed.occurred_on, horizon.first_open_day) as stock_day,
    typed.expires_on,
    typed.store_id,
    typed.supplier_store_id,
    typed.store_closed_on,
    typed.product_id,
    typed.retired_on,
    typed.counterpart_store_id,
    typed.counterpart_supplier_id,
    typed.counterpart_closed_on,
    typed.source_key,
    typed.lot,
    typed.reason
from typed
cross join horizon;

analyze pg_temp.resolved;
