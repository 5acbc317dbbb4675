-- Stores and the tree by which they supply each other.
-- Why:   everything refers to a store by its id, a small integer, so that the ledger stays narrow.
create table vlmis.store (
    store_id integer generated always as identity primary key,
    -- Checked at the end of a statement: stores that swap their codes get them together.
    code text not null constraint store_code_is_unique unique deferrable initially immediate
        constraint store_code_is_not_blank check (code ~ '\S'),
    code_since date,
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

comment on table vlmis.store is 'A place that holds stock; its identity is its id. Grain: one store.';
comment on column vlmis.store.store_id is 'Id.';
comment on column vlmis.store.code is 'Code of its org unit, else that uid; of a store without org unit, the code it was created with.';
comment on column vlmis.store.code_since is 'Local day on which it got this code; null: it was created with it.';
comment on column vlmis.store.name is 'Name as now; of an attached store, the name of its org unit.';
comment on column vlmis.store.org_unit_uid is 'The org unit it reports as; null: held at the push until attached.';
comment on column vlmis.store.supplier_store_id is 'The store that supplies it; null only for the central store.';
comment on column vlmis.store.closed_on is 'Local date from which it takes no movements; null while open.';
comment on column vlmis.store.created_at is 'When it was created here.';

grant select, insert, update on vlmis.store to vlmis_recorder;
grant select on vlmis.store to vlmis_pipeline, vlmis_auth;

create table vlmis.former_store_code (
    change_id bigint generated always as identity primary key,
    code text not null,
    store_id integer not null constraint former_code_is_of_a_store references vlmis.store (store_id),
    held_from date,
    held_until date not null,
    replaced_by text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    constraint former_code_was_held_forwards check (held_from <= held_until)
);
create index former_store_code_by_code on vlmis.former_store_code (code, held_until);
create index former_store_code_by_store on vlmis.former_store_code (store_id);

comment on table vlmis.former_store_code is 'Codes that stores no longer have; a trigger on vlmis.store writes them. Grain: one code that one store gave up; never changed itself.';
comment on column vlmis.former_store_code.change_id is 'Id, in the order of the changes.';
comment on column vlmis.former_store_code.code is 'The former code.';
comment on column vlmis.former_store_code.store_id is 'The store that had it.';
comment on column vlmis.former_store_code.held_from is 'Local day on which the store got it; null: it was created with it.';
comment on column vlmis.former_store_code.held_until is 'Local day on which the store got another code.';
comment on column vlmis.former_store_code.replaced_by is 'The code that the store got on that day.';
comment on column vlmis.former_store_code.recorded_at is 'When the code was changed.';

grant select on vlmis.former_store_code to vlmis_recorder, vlmis_pipeline, vlmis_auth;
