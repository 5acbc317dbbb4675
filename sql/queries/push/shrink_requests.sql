-- Remember how many records a request of this run may hold from now on; never more than before.
-- Params: run_id text, records integer
update vlmis.push_run
set records_per_request = least(push_run.records_per_request, :records)
where push_run.run_id = :run_id;
