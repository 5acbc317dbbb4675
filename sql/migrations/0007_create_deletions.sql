-- Old figures to be deleted in DHIS2, after their records moved to another HMIS Code or org unit.
-- Why:   a deletion is asked for by a person, waits until the figures are posted at their new place, and may take
--        several nights; it is proved by reading, never by an answer alone.
-- Lock:  push_request for an instant (a column with a constant default); reads delivery once.
set local lock_timeout = '5s';

alter table vlmis.push_request add column is_deletion boolean not null default false;
comment on column vlmis.push_request.is_deletion is 'True when it asked DHIS2 to delete old figures; false when it carried figures.';
comment on table vlmis.push_request is 'Every request that carried figures, or deleted old ones. Grain: one request.';
comment on column vlmis.push_request.batch is 'The batch; 0: after the batches, to delete old figures.';

create table vlmis.delivery_deletion (
    deletion_id bigint generated always as identity primary key,
    requeue_id bigint not null references vlmis.delivery_requeue (requeue_id),
    day date not null,
    store_id integer not null,
    product_id integer not null,
    target_id integer not null references vlmis.delivery_target (target_id),
    org_unit_uid text not null,
    request_id bigint references vlmis.push_request (request_id),
    last_night date,
    finding text,
    outcome text constraint deletion_outcome_is_known check (outcome in ('deleted', 'absent', 'kept')),
    settled_at timestamptz,
    constraint a_settled_deletion_has_its_outcome check ((settled_at is null) = (outcome is null)),
    constraint what_is_kept_says_why check (outcome <> 'kept' or finding is not null)
);
create unique index one_deletion_waits_per_place on vlmis.delivery_deletion
    (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null;
create index deletion_by_record on vlmis.delivery_deletion (day, store_id, product_id);

comment on table vlmis.delivery_deletion is 'Old figures that a person wants deleted in DHIS2. Grain: one record at one place that it left, asked for once; the figures of a place wait to be deleted until they are settled.';
comment on column vlmis.delivery_deletion.deletion_id is 'Our id, in the order of asking.';
comment on column vlmis.delivery_deletion.requeue_id is 'Who asked for it, when and why.';
comment on column vlmis.delivery_deletion.day is 'Stock day.';
comment on column vlmis.delivery_deletion.store_id is 'The store.';
comment on column vlmis.delivery_deletion.product_id is 'The product.';
comment on column vlmis.delivery_deletion.target_id is 'The old target: data element and combos.';
comment on column vlmis.delivery_deletion.org_unit_uid is 'The old org unit.';
comment on column vlmis.delivery_deletion.request_id is 'The request that last asked DHIS2 to delete them; null: none did.';
comment on column vlmis.delivery_deletion.last_night is 'Night on which it was last looked at; null: not yet.';
comment on column vlmis.delivery_deletion.finding is 'Why they still stand in DHIS2, or what stays there for good, in words.';
comment on column vlmis.delivery_deletion.outcome is 'deleted (read back as gone), absent (nothing of ours stood there) or kept (somebody else''s, or another record''s); null: it waits.';
comment on column vlmis.delivery_deletion.settled_at is 'When it was settled; null: it waits.';

create table vlmis.reported_org_unit (
    org_unit_uid text not null,
    store_id integer not null references vlmis.store (store_id),
    primary key (org_unit_uid, store_id)
);
insert into vlmis.reported_org_unit (org_unit_uid, store_id)
select distinct
    delivery.org_unit_uid,
    delivery.store_id
from vlmis.delivery
where delivery.org_unit_uid is not null;

comment on table vlmis.reported_org_unit is 'As which org units stores were ever to report, so that two stores do not overwrite each other. Grain: one org unit and store of any plan.';
comment on column vlmis.reported_org_unit.org_unit_uid is 'The org unit.';
comment on column vlmis.reported_org_unit.store_id is 'The store.';

grant select, insert on vlmis.reported_org_unit to vlmis_pipeline;
grant select, insert on vlmis.delivery_deletion to vlmis_pipeline;
grant update (request_id, last_night, finding, outcome, settled_at) on vlmis.delivery_deletion to vlmis_pipeline;
grant select on vlmis.delivery_deletion, vlmis.delivery_requeue to vlmis_recorder;
