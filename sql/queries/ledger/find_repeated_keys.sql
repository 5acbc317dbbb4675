-- Lines whose key stands on an earlier line of the same file or request.
-- Grain: one row per repeating line; is_same: with the same content, so that it says nothing new.
with repeated as (
    select resolved.source_key
    from pg_temp.resolved
    group by resolved.source_key
    having count(*) > 1
),

first_line as (
    select
        resolved.source_key,
        min(resolved.line) as line
    from pg_temp.resolved
    inner join repeated on resolved.source_key = repeated.source_key
    group by resolved.source_key
)

select
    later.line,
    later.source_key,
    earlier.line as first_line,
    (
        (
            later.store_id, later.product_id, later.kind, later.quantity, later.occurred_on,
            later.counterpart_store_id, later.lot, later.expires_on, later.reason
        ) is not distinct from (
            earlier.store_id, earlier.product_id, earlier.kind, earlier.quantity, earlier.occurred_on,
            earlier.counterpart_store_id, earlier.lot, earlier.expires_on, earlier.reason
        )
    ) as is_same
from first_line
inner join pg_temp.resolved as earlier on first_line.line = earlier.line
inner join pg_temp.resolved as later
    on first_line.source_key = later.source_key and first_line.line < later.line
order by later.line;
