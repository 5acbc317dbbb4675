-- How many records a request of a run may hold after a time-out.
-- Why:   a size that was too much for DHIS2 tonight is not tried again by the next batch.
-- Lock:  a new column without default: no rewrite, an instant.
set local lock_timeout = '5s';

alter table vlmis.push_run add column records_per_request integer
    constraint request_holds_a_record check (records_per_request >= 1);

comment on column vlmis.push_run.records_per_request is 'Most records that a request of this run may hold since DHIS2 did not answer in time; null: as usual.';
