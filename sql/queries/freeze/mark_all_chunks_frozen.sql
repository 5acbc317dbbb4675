-- Day zero has no chunks of its own: its rows are the initial stock. Params: day date
update vlmis.walk_chunk
set row_count = 0
where walk_chunk.day = :day;
