-- Give an account its stores.
insert into vlmis.account_store (account_id, store_id)
select
    :account_id,
    unnest(cast(:store_ids as integer[]));
