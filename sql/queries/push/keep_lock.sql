-- Show the server that the holder of the lock still lives. Params: none
select 1;
