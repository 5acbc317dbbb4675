-- Lots: one expiry date for a lot of a product, and what each store holds of it.
-- Why:   a product tracked by lot is given out and lost by lot; docs/adr/0016.
create table vlmis.lot (
    product_id integer not null constraint lot_product_exists references vlmis.product (product_id),
    lot text not null constraint lot_is_not_blank check (lot ~ '\S'),
    expires_on vlmis.real_day,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (product_id, lot),
    constraint every_lot_but_unassigned_expires check ((lot = 'unassigned') = (expires_on is null))
);

comment on table vlmis.lot is 'A manufacturer''s batch of a product that is tracked by lot. Grain: one lot of one product; “unassigned” is the stock from before tracking.';
comment on column vlmis.lot.product_id is 'The product.';
comment on column vlmis.lot.lot is 'Lot number, as it was first written.';
comment on column vlmis.lot.expires_on is 'Last local day on which it may be given out; null for “unassigned” only.';
comment on column vlmis.lot.recorded_at is 'Clock of the server when the lot was first recorded.';
comment on column vlmis.lot.recorded_by is 'Username of the person or name of the import.';

grant select, insert on vlmis.lot to vlmis_recorder;
grant select on vlmis.lot to vlmis_pipeline;

create table vlmis.lot_closing (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    lot text not null,
    closing bigint not null,
    primary key (store_id, product_id, lot, day)
);
-- Rows are stored in the order of their days.
create index lot_closing_by_day on vlmis.lot_closing using brin (day) with (pages_per_range = 16);

comment on table vlmis.lot_closing is 'What a store held of a lot at the end of a frozen day. Grain: one pair, lot and day on which its balance changed; it holds until the next row.';
comment on column vlmis.lot_closing.day is 'Stock day.';
comment on column vlmis.lot_closing.store_id is 'The store.';
comment on column vlmis.lot_closing.product_id is 'The product, tracked by lot on that day.';
comment on column vlmis.lot_closing.lot is 'Lot number, or “unassigned”.';
comment on column vlmis.lot_closing.closing is 'Stock of the lot at the end of the day, in the product''s unit.';

grant select on vlmis.lot_closing to vlmis_recorder, vlmis_pipeline;
