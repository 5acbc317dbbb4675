-- Be the only sender to a data set until this transaction ends; false: another one is at work.
-- Grain: one value. Params: data_set_uid text
select pg_try_advisory_xact_lock(4839204, hashtext(:data_set_uid));
