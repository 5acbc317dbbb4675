-- Open the pairs of the initial stock. Params: none.
select vlmis.open_initial_pairs();
