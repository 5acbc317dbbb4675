-- Let the planner see how much was drafted. Params: none.
analyze pg_temp.draft;
