-- Give an account the stores that it lacks.
-- Params: account_id integer, store_ids integer[]
insert into vlmis.account_store (account_id, store_id)
select
    :account_id,
    unnest(cast(:store_ids as integer[]))
on conflict do nothing;
