-- Rows that a chunk made (null: not frozen yet). Grain: one row when it exists. Params: day date, chunk integer
select walk_chunk.row_count
from vlmis.walk_chunk
where walk_chunk.day = :day and walk_chunk.chunk = :chunk;
