-- Make room for the next counted day. Params: none.
delete from pg_temp.draft;
