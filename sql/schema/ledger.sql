-- The append-only ledger: pairs of store and product, movements, counts, receipts, returns.
-- Why:   one row per movement and store; a mistake is corrected by a reversal, never by a change.
create type vlmis.movement_kind as enum (
    'arrival', 'requisition_received', 'distribution_out', 'return_in', 'return_out',
    'count_adjustment', 'dispensing', 'wastage'
);

create table vlmis.pair (
    store_id integer not null constraint pair_store_exists references vlmis.store (store_id),
    product_id integer not null constraint pair_product_exists references vlmis.product (product_id),
    opened_on vlmis.real_day not null,
    primary key (store_id, product_id)
);
create index pair_by_opening on vlmis.pair (opened_on, store_id);

comment on table vlmis.pair is 'A store and a product that have met. Grain: one pair. Its row is also the lock that writers of the pair take.';
comment on column vlmis.pair.store_id is 'The store.';
comment on column vlmis.pair.product_id is 'The product.';
comment on column vlmis.pair.opened_on is 'First stock day of which it has an EoD row.';

grant select, insert, update (opened_on) on vlmis.pair to vlmis_recorder;
grant select on vlmis.pair to vlmis_pipeline;

create table vlmis.stock_count (
    count_id bigint generated always as identity primary key,
    source_key text not null constraint count_source_key_is_unique unique,
    store_id integer not null,
    product_id integer not null,
    occurred_on vlmis.real_day not null,
    stock_day vlmis.real_day not null constraint count_falls_on_its_date_or_later check (stock_day >= occurred_on),
    counted vlmis.real_quantity not null constraint counted_quantity_is_not_negative check (counted >= 0),
    balance vlmis.real_quantity not null,
    kind vlmis.movement_kind not null
        constraint count_becomes_adjustment_or_wastage check (kind in ('count_adjustment', 'wastage')),
    reason text not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    foreign key (store_id, product_id) references vlmis.pair (store_id, product_id)
);
create index stock_count_by_pair on vlmis.stock_count (store_id, product_id, occurred_on);
-- Rows are stored nearly in the order of their stock days: the digest of a day reads its counts by it.
create index stock_count_by_day on vlmis.stock_count using brin (stock_day) with (pages_per_range = 16);

comment on table vlmis.stock_count is 'A physical count as it was seen. Grain: one count of one pair.';
comment on column vlmis.stock_count.count_id is 'Id.';
comment on column vlmis.stock_count.source_key is 'Key made by the sender; the same key is taken once.';
comment on column vlmis.stock_count.store_id is 'The store that was counted.';
comment on column vlmis.stock_count.product_id is 'The product that was counted.';
comment on column vlmis.stock_count.occurred_on is 'Local day at whose end the quantity holds.';
comment on column vlmis.stock_count.stock_day is 'Stock day that carries the difference: occurred_on if it was open, else the first open day.';
comment on column vlmis.stock_count.counted is 'Quantity seen, all lots together, in the product''s unit.';
comment on column vlmis.stock_count.balance is 'Balance of the ledger at the end of occurred_on that it was measured against, in the product''s unit.';
comment on column vlmis.stock_count.kind is 'What the difference became: count_adjustment, or wastage.';
comment on column vlmis.stock_count.reason is 'Reason of the movement that carries the difference.';
comment on column vlmis.stock_count.recorded_at is 'Clock of the server when it was recorded.';
comment on column vlmis.stock_count.recorded_by is 'Username of the person or name of the import.';

grant select, insert on vlmis.stock_count to vlmis_recorder;
grant select on vlmis.stock_count to vlmis_pipeline;

create table vlmis.stock_count_line (
    count_id bigint not null references vlmis.stock_count (count_id),
    line integer not null,
    lot text,
    expires_on vlmis.real_day,
    quantity vlmis.real_quantity not null constraint counted_lot_is_not_negative check (quantity >= 0),
    primary key (count_id, line)
);

comment on table vlmis.stock_count_line is 'The lots of a count. Grain: one line of one count.';
comment on column vlmis.stock_count_line.count_id is 'The count.';
comment on column vlmis.stock_count_line.line is 'Position in the count, from 1.';
comment on column vlmis.stock_count_line.lot is 'Lot number; null where none was read.';
comment on column vlmis.stock_count_line.expires_on is 'Expiry date of the lot.';
comment on column vlmis.stock_count_line.quantity is 'Quantity seen of this lot, in the product''s unit.';

grant select, insert on vlmis.stock_count_line to vlmis_recorder;
grant select on vlmis.stock_count_line to vlmis_pipeline;

-- Names transfers: both legs of one, and the loss on its way, bear the same number.
create sequence vlmis.transfer_id_seq;
grant usage on sequence vlmis.transfer_id_seq to vlmis_recorder;

create table vlmis.movement (
    movement_id bigint generated always as identity primary key,
    stock_day date not null,
    store_id integer not null,
    product_id integer not null,
    kind vlmis.movement_kind not null,
    -- The least of all integers has no opposite, so that it could be neither counted nor reversed.
    quantity integer not null constraint movement_moves_something check (quantity <> 0 and quantity > -2147483648),
    counterpart_store_id integer
        constraint movement_has_another_counterpart check (counterpart_store_id <> store_id),
    transfer_id bigint,
    count_id bigint,
    reverses_movement_id bigint,
    occurred_on date not null,
    is_late boolean not null generated always as (stock_day > occurred_on) stored,
    lot text,
    expires_on date,
    reason text,
    source_key text collate "C" not null constraint movement_source_key_is_unique unique,
    recorded_at timestamptz not null default now(),
    recorded_by text not null,
    -- No domain: one check of both days is cheaper on a million lines.
    constraint movement_counts_on_its_date_or_later check (
        stock_day >= occurred_on and occurred_on >= date '2000-01-01' and stock_day < date '2200-01-01'
    ),
    constraint only_adjustments_and_reversals_are_negative check (
        quantity > 0 or kind = 'count_adjustment' or reverses_movement_id is not null
    ),
    constraint transfer_legs_name_transfer_and_counterpart check (
        (kind in ('requisition_received', 'distribution_out', 'return_in', 'return_out'))
        = (transfer_id is not null and counterpart_store_id is not null and reason is distinct from 'lost_in_return')
    ),
    constraint reason_belongs_to_the_kind check (
        case
            when kind = 'wastage' then reason in (
                'expired', 'vvm', 'frozen', 'broken', 'lost_in_transit', 'lost_in_return', 'other'
            )
            when kind = 'count_adjustment' then reason in ('count', 'initial_count', 'national_file_gap', 'recount')
            else reason is null
        end
    )
    -- That count_id and reverses_movement_id name rows is checked by triggers (guard_ledger.sql): foreign keys
    -- would look at each of the many movements that have neither.
)
-- Vacuum soon after inserts: the freeze reads the index alone only where pages are known to be visible.
with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);
-- The freeze, the balances of open days and the stock card all read (day, pair): one index serves them.
create index movement_by_day_and_pair on vlmis.movement (stock_day, store_id, product_id)
    include (kind, quantity, counterpart_store_id, is_late);
create unique index movement_is_reversed_once on vlmis.movement (reverses_movement_id)
    where reverses_movement_id is not null;
create index movement_by_transfer on vlmis.movement (transfer_id) where transfer_id is not null;
-- What was distributed to and from a store: the legs without a receipt are to confirm.
create index movement_by_store_of_distribution on vlmis.movement (store_id, transfer_id)
    where kind in ('distribution_out', 'requisition_received') and reverses_movement_id is null;
create index movement_by_count on vlmis.movement (count_id) where count_id is not null;

comment on table vlmis.movement is 'The ledger: append-only. Grain: one movement of one store and one product.';
comment on column vlmis.movement.movement_id is 'Id, in the order of recording.';
comment on column vlmis.movement.stock_day is 'Local calendar day in whose EoD it is counted; assigned by the server.';
comment on column vlmis.movement.store_id is 'The store whose stock it changes.';
comment on column vlmis.movement.product_id is 'The product.';
comment on column vlmis.movement.kind is 'What happened.';
comment on column vlmis.movement.quantity is 'Quantity in the direction of its kind, in the product''s unit: positive as typed, negative in a reversal; a count_adjustment is counted minus balance.';
comment on column vlmis.movement.counterpart_store_id is 'The other store of a transfer; null for other kinds.';
comment on column vlmis.movement.transfer_id is 'Names the transfer that this leg, or this loss on the way, belongs to.';
comment on column vlmis.movement.count_id is 'The count that caused it or that it keeps true.';
comment on column vlmis.movement.reverses_movement_id is 'The movement that it reverses.';
comment on column vlmis.movement.occurred_on is 'Local day on which it happened, as the user says.';
comment on column vlmis.movement.is_late is 'True when its own day was frozen already: counted in a later day.';
comment on column vlmis.movement.lot is 'Lot whose balance it changes, “unassigned” included, where the product is tracked by lot on the stock day; else a remark, or null.';
comment on column vlmis.movement.expires_on is 'Expiry date of the lot.';
comment on column vlmis.movement.reason is 'Reason, for the kinds that have reasons (wastage, count_adjustment).';
comment on column vlmis.movement.source_key is 'Key made by the sender; the same key is taken once.';
comment on column vlmis.movement.recorded_at is 'Clock of the server when it was recorded.';
comment on column vlmis.movement.recorded_by is 'Username of the person or name of the import.';

grant select, insert on vlmis.movement to vlmis_recorder;
grant select on vlmis.movement to vlmis_pipeline;

create table vlmis.distribution_receipt (
    transfer_id bigint primary key,
    source_key text not null constraint receipt_source_key_is_unique unique,
    received vlmis.real_quantity not null
        constraint received_of_distribution_is_not_negative check (received >= 0),
    occurred_on vlmis.real_day not null,
    recorded_at timestamptz not null,
    recorded_by text not null
);

comment on table vlmis.distribution_receipt is 'What of a distribution arrived at the child, as it confirmed. Grain: one confirmed distribution of one product.';
comment on column vlmis.distribution_receipt.transfer_id is 'The transfer of the distribution (movement.transfer_id).';
comment on column vlmis.distribution_receipt.source_key is 'Key made by the sender; the same key is taken once.';
comment on column vlmis.distribution_receipt.received is 'Quantity that arrived, in the product''s unit; the rest is the child''s wastage, lost_in_transit.';
comment on column vlmis.distribution_receipt.occurred_on is 'Local day of receipt, as the user says.';
comment on column vlmis.distribution_receipt.recorded_at is 'Clock of the server when it was confirmed.';
comment on column vlmis.distribution_receipt.recorded_by is 'Username of the person at the child, or name of the import.';

grant select, insert on vlmis.distribution_receipt to vlmis_recorder;
grant select on vlmis.distribution_receipt to vlmis_pipeline;

create table vlmis.stock_return (
    return_id bigint generated always as identity primary key,
    source_key text not null constraint return_source_key_is_unique unique,
    child_store_id integer not null constraint return_child_exists references vlmis.store (store_id),
    parent_store_id integer not null constraint return_parent_exists references vlmis.store (store_id),
    product_id integer not null constraint return_product_exists references vlmis.product (product_id),
    quantity vlmis.real_quantity not null constraint return_declares_something check (quantity > 0),
    occurred_on vlmis.real_day not null,
    lot text,
    expires_on vlmis.real_day,
    recorded_at timestamptz not null,
    recorded_by text not null
);

comment on table vlmis.stock_return is 'A return as the child declared it; no stock moves until the parent acknowledges. Grain: one declared return of one product.';
comment on column vlmis.stock_return.return_id is 'Id.';
comment on column vlmis.stock_return.source_key is 'Key made by the sender; the same key is taken once.';
comment on column vlmis.stock_return.child_store_id is 'The store that sends the goods back.';
comment on column vlmis.stock_return.parent_store_id is 'The store that supplied it and takes them back.';
comment on column vlmis.stock_return.product_id is 'The product.';
comment on column vlmis.stock_return.quantity is 'Quantity declared, in the product''s unit.';
comment on column vlmis.stock_return.occurred_on is 'Local day of the declaration, as the user says.';
comment on column vlmis.stock_return.lot is 'Lot number, where one was given.';
comment on column vlmis.stock_return.expires_on is 'Expiry date of the lot.';
comment on column vlmis.stock_return.recorded_at is 'Clock of the server when it was declared.';
comment on column vlmis.stock_return.recorded_by is 'Username of the person at the child.';

grant select, insert on vlmis.stock_return to vlmis_recorder;
grant select on vlmis.stock_return to vlmis_pipeline;

create table vlmis.return_acknowledgement (
    return_id bigint primary key references vlmis.stock_return (return_id),
    source_key text not null constraint acknowledgement_source_key_is_unique unique,
    transfer_id bigint not null,
    received vlmis.real_quantity not null constraint received_quantity_is_not_negative check (received >= 0),
    occurred_on vlmis.real_day not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    is_withdrawal boolean not null default false,
    constraint withdrawn_return_moves_nothing check (not is_withdrawal or received = 0)
);

comment on table vlmis.return_acknowledgement is 'What of a return arrived at the parent; moves the stock. Grain: one acknowledged return.';
comment on column vlmis.return_acknowledgement.return_id is 'The return.';
comment on column vlmis.return_acknowledgement.source_key is 'Key made by the sender; the same key is taken once.';
comment on column vlmis.return_acknowledgement.transfer_id is 'The transfer whose legs (and loss) it made.';
comment on column vlmis.return_acknowledgement.received is 'Quantity that arrived, in the product''s unit; the rest is the child''s wastage, lost_in_return.';
comment on column vlmis.return_acknowledgement.occurred_on is 'Local day of arrival, as the user says.';
comment on column vlmis.return_acknowledgement.recorded_at is 'Clock of the server when it was acknowledged.';
comment on column vlmis.return_acknowledgement.recorded_by is 'Username of the person at the parent.';
comment on column vlmis.return_acknowledgement.is_withdrawal is 'True: the child took its declaration back; no stock moved, nothing was lost.';

grant select, insert on vlmis.return_acknowledgement to vlmis_recorder;
grant select on vlmis.return_acknowledgement to vlmis_pipeline;

create table vlmis.removed_row (
    removal_id bigint generated always as identity primary key,
    table_name text not null constraint removed_from_a_known_table check (table_name in ('movement')),
    content jsonb not null,
    reason text not null constraint removal_gives_a_reason check (reason ~ '\S'),
    removed_by text not null constraint removal_names_a_person check (removed_by ~ '\S'),
    removed_at timestamptz not null
);

comment on table vlmis.removed_row is 'Rows that should never have been in the ledger and hindered an open day, removed by the owner of the database. Grain: one row.';
comment on column vlmis.removed_row.removal_id is 'Id, in the order of removal.';
comment on column vlmis.removed_row.table_name is 'The table in which it was.';
comment on column vlmis.removed_row.content is 'The whole row as it was.';
comment on column vlmis.removed_row.reason is 'Why, in the person''s words.';
comment on column vlmis.removed_row.removed_by is 'The person.';
comment on column vlmis.removed_row.removed_at is 'When, by the server''s clock.';

grant select on vlmis.removed_row to vlmis_recorder, vlmis_pipeline;
