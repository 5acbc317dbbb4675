-- Find what is still open of a day without reading the day again.
-- Why:   one store that is held keeps its days unsettled for ever; without a list, every night reads every row of
--        every such day.
-- Lock:  reads of vlmis.delivery go on while the indexes are made, writes wait.
set local lock_timeout = '5s';

create table vlmis.delivery_backlog (
    day date not null,
    store_id integer not null,
    product_id integer not null,
    primary key (day, store_id, product_id)
);

comment on table vlmis.delivery_backlog is 'What was still open of a listed day at the end of a night. Grain: one record; what is absent from it for a listed day is posted or exhausted, what is in it may be.';
comment on column vlmis.delivery_backlog.day is 'Stock day.';
comment on column vlmis.delivery_backlog.store_id is 'The store.';
comment on column vlmis.delivery_backlog.product_id is 'The product.';

alter table vlmis.delivery_day add column listed_at timestamptz;
comment on column vlmis.delivery_day.listed_at is 'When its open records were listed in delivery_backlog; null: they are found among all its records.';

-- Neither column changes when a record is posted, so that rows are still updated in their page.
create index delivery_without_answer on vlmis.delivery (day) where unanswered_nights >= 3;
create index delivery_exhausted on vlmis.delivery (day) where attempts = 5;

grant select, insert, delete on vlmis.delivery_backlog to vlmis_pipeline;
grant select on vlmis.delivery_backlog to vlmis_recorder;
