-- Org units (replica of DHIS2), stores, products and pairs.
-- Why:   everything else refers to these; their ids are small integers, so that the ledger stays narrow.
-- Lock:  new objects only.
set local lock_timeout = '5s';

create schema vlmis_days;
create schema analyst;
revoke all on schema vlmis, vlmis_days, analyst from public;
grant usage on schema vlmis to vlmis_recorder, vlmis_pipeline, vlmis_auth;
grant usage on schema analyst to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
alter default privileges in schema vlmis revoke execute on functions from public;

create table vlmis.org_unit (
    org_unit_uid text primary key
        constraint org_unit_uid_is_a_dhis2_uid check (org_unit_uid ~ '^[A-Za-z][A-Za-z0-9]{10}$'),
    code text,
    name text not null,
    short_name text,
    parent_uid text,
    path text not null,
    level integer not null constraint org_unit_level_starts_at_one check (level >= 1),
    opening_date date,
    closed_date date,
    last_updated timestamp,
    first_seen_at timestamptz not null,
    changed_at timestamptz not null,
    removed_at timestamptz
);
create index org_unit_by_parent on vlmis.org_unit (parent_uid);
create index org_unit_by_code on vlmis.org_unit (code);

comment on table vlmis.org_unit is 'Replica of the DHIS2 organisation unit tree. Grain: one org unit, also those that DHIS2 no longer has.';
comment on column vlmis.org_unit.org_unit_uid is 'DHIS2 uid (11 characters).';
comment on column vlmis.org_unit.code is 'DHIS2 code; null where DHIS2 has none.';
comment on column vlmis.org_unit.name is 'DHIS2 name.';
comment on column vlmis.org_unit.short_name is 'DHIS2 short name.';
comment on column vlmis.org_unit.parent_uid is 'Uid of the parent in the DHIS2 tree; null for the root.';
comment on column vlmis.org_unit.path is 'DHIS2 path, uids from the root down, separated by slashes.';
comment on column vlmis.org_unit.level is 'Depth in the DHIS2 tree; the root is 1.';
comment on column vlmis.org_unit.opening_date is 'First day on which DHIS2 takes values for it.';
comment on column vlmis.org_unit.closed_date is 'Last day on which DHIS2 takes values for it; null while open.';
comment on column vlmis.org_unit.last_updated is 'When DHIS2 last changed it, in the DHIS2 server''s local time.';
comment on column vlmis.org_unit.first_seen_at is 'When a refresh first found it.';
comment on column vlmis.org_unit.changed_at is 'When a refresh last changed this row.';
comment on column vlmis.org_unit.removed_at is 'When a refresh no longer found it in DHIS2 (tombstone); null while it is there.';

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
comment on column vlmis.store.store_id is 'Our id.';
comment on column vlmis.store.code is 'Code of its org unit, else that uid; of a store without org unit, the code it was created with.';
comment on column vlmis.store.name is 'Name as now.';
comment on column vlmis.store.org_unit_uid is 'The org unit it reports as; null: held at the push until attached.';
comment on column vlmis.store.supplier_store_id is 'The store that supplies it; null only for the central store.';
comment on column vlmis.store.closed_on is 'Local date from which it takes no movements; null while open.';
comment on column vlmis.store.created_at is 'When it was created here.';

create table vlmis.product (
    product_id integer generated always as identity primary key,
    code text not null constraint product_code_is_unique unique
        constraint product_code_is_not_blank check (code ~ '\S'),
    name text not null constraint product_name_is_not_blank check (name ~ '\S'),
    unit text not null default 'dose',
    hmis_code text constraint hmis_code_is_a_dhis2_uid check (hmis_code ~ '^[A-Za-z][A-Za-z0-9]{10}$'),
    retired_on date,
    created_at timestamptz not null default now()
);
create unique index hmis_code_belongs_to_one_product on vlmis.product (hmis_code) where retired_on is null;

comment on table vlmis.product is 'Something stocked. Grain: one product.';
comment on column vlmis.product.product_id is 'Our id.';
comment on column vlmis.product.code is 'National product code.';
comment on column vlmis.product.name is 'Name as now.';
comment on column vlmis.product.unit is 'What one unit of quantity is: dose, or the product''s own unit.';
comment on column vlmis.product.hmis_code is 'HMIS Code: uid of the DHIS2 data element it reports into; null: never reported.';
comment on column vlmis.product.retired_on is 'Local date from which it takes no movements; null while in use.';
comment on column vlmis.product.created_at is 'When it was created here.';

create table vlmis.pair (
    store_id integer not null constraint pair_store_exists references vlmis.store (store_id),
    product_id integer not null constraint pair_product_exists references vlmis.product (product_id),
    opened_on date not null,
    primary key (store_id, product_id)
);
create index pair_by_opening on vlmis.pair (opened_on, store_id);

comment on table vlmis.pair is 'A store and a product that have met. Grain: one pair. Its row is also the lock that writers of the pair take.';
comment on column vlmis.pair.store_id is 'The store.';
comment on column vlmis.pair.product_id is 'The product.';
comment on column vlmis.pair.opened_on is 'First stock day of which it has an EoD row.';

grant select on vlmis.org_unit, vlmis.store, vlmis.product, vlmis.pair to vlmis_recorder, vlmis_pipeline;
grant insert, update on vlmis.store, vlmis.product to vlmis_recorder;
grant insert, update (opened_on) on vlmis.pair to vlmis_recorder;
grant insert, update on vlmis.org_unit to vlmis_pipeline;
