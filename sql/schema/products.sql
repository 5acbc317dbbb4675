-- Products and their HMIS Codes.
-- Why:   everything refers to a product by its id, a small integer, so that the ledger stays narrow.
create table vlmis.product (
    product_id integer generated always as identity primary key,
    code text not null constraint product_code_is_unique unique
        constraint product_code_is_not_blank check (code ~ '\S'),
    name text not null constraint product_name_is_not_blank check (name ~ '\S'),
    unit text not null default 'dose',
    doses_per_vial integer constraint doses_per_vial_is_positive check (doses_per_vial > 0),
    hmis_code text constraint hmis_code_is_a_dhis2_uid check (hmis_code ~ '^[A-Za-z][A-Za-z0-9]{10}$'),
    retired_on date,
    tracked_from date,
    created_at timestamptz not null default now()
);
create unique index hmis_code_belongs_to_one_product on vlmis.product (hmis_code) where retired_on is null;

comment on table vlmis.product is 'Something stocked. Grain: one product.';
comment on column vlmis.product.product_id is 'Id.';
comment on column vlmis.product.code is 'National product code.';
comment on column vlmis.product.name is 'Name as now.';
comment on column vlmis.product.unit is 'What one unit of quantity is: dose, or the product''s own unit.';
comment on column vlmis.product.doses_per_vial is 'Doses in one vial, for who reads quantities; no figure is computed from it. Null: not known.';
comment on column vlmis.product.hmis_code is 'HMIS Code: uid of the DHIS2 data element it reports into; null: never reported.';
comment on column vlmis.product.retired_on is 'Local date from which it takes no movements; null while in use.';
comment on column vlmis.product.tracked_from is 'First stock day on which its stock is kept by lot; null: not tracked by lot. Once set, it never changes.';
comment on column vlmis.product.created_at is 'When it was created here.';

grant select, insert, update on vlmis.product to vlmis_recorder;
grant select on vlmis.product to vlmis_pipeline;
