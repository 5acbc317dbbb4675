-- Note that a chunk is frozen. Params: day date, chunk integer, row_count integer
update vlmis.walk_chunk
set row_count = :row_count
where walk_chunk.day = :day and walk_chunk.chunk = :chunk;
