-- Stores and the tree by which they supply each other.
-- Why:   everything refers to a store by its id, a small integer, so that the ledger stays narrow.
create table vlmis.store (
    store_id integer generated always as identity primary key,
    code text not null constraint store_code_is_unique unique
        constraint store_code_is_not_blank check (code ~ '\S'),
    name text not null constraint store_name_is_not_blank check (name ~ '\S'),
    org_unit_uid text constraint org_unit_is_attached_to_one_store unique
        constraint store_org_unit_is_in_the_replica references vlmis.org_unit (org_unit_uid),
    supplier_store_id integer
        constraint store_supplier_exists references vlmis.store (store_id)
        constraint store_is_not_its_own_supplier check (supplier_store_id <> store_id),
    closed_on date,
    created_at timestamptz not null default now()
);
create unique index there_is_one_central_store on vlmis.store ((true)) where supplier_store_id is null;
create index store_by_supplier on vlmis.store (supplier_store_id);

comment on table vlmis.store is 'A place that holds stock. Grain: one store.';
comment on column vlmis.store.store_id is 'Id.';
comment on column vlmis.store.code is 'Code of its org unit, else that uid; of a store without org unit, the code it was created with.';
comment on column vlmis.store.name is 'Name as now.';
comment on column vlmis.store.org_unit_uid is 'The org unit it reports as; null: held at the push until attached.';
comment on column vlmis.store.supplier_store_id is 'The store that supplies it; null only for the central store.';
comment on column vlmis.store.closed_on is 'Local date from which it takes no movements; null while open.';
comment on column vlmis.store.created_at is 'When it was created here.';

grant select, insert, update on vlmis.store to vlmis_recorder;
grant select on vlmis.store to vlmis_pipeline, vlmis_auth;
