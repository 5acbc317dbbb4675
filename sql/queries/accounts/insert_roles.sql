-- Give an account its roles.
insert into vlmis.account_role (account_id, role)
select
    :account_id,
    unnest(cast(:roles as text[]));
