-- The chunks of a day in walk order. Grain: one row per chunk. Params: day date
select
    walk_chunk.chunk,
    walk_chunk.label,
    walk_chunk.row_count
from vlmis.walk_chunk
where walk_chunk.day = :day
order by walk_chunk.chunk;
