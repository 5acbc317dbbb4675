-- Give an account the roles that it lacks.
-- Params: account_id integer, roles text[]
insert into vlmis.account_role (account_id, role)
select
    :account_id,
    unnest(cast(:roles as text[]))
on conflict do nothing;
