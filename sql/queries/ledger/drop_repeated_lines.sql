-- Keep the first of lines that repeat each other. Grain: one deleted row per repetition.
delete from pg_temp.resolved
using pg_temp.resolved as earlier
where resolved.source_key = earlier.source_key and resolved.line > earlier.line;
