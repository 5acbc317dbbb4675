-- Who changed products, stores, stock limits, accounts and the replica of org units.
-- Grain: one row per change.
create or replace view analyst.master_data_change as
select
    change.change_id,
    change.changed_at,
    change.changed_by,
    change.entity,
    change.entity_key,
    change.before,
    change.after
from vlmis.master_data_change as change;

comment on view analyst.master_data_change is 'Who changed products, stores, stock limits, accounts and the replica of org units. Grain: one change of one row.';
comment on column analyst.master_data_change.change_id is 'Number in the order of the changes.';
comment on column analyst.master_data_change.changed_at is 'When.';
comment on column analyst.master_data_change.changed_by is 'Who: a username, who sat at the command line, or airflow; else the database role.';
comment on column analyst.master_data_change.entity is 'product, store, level_stock_limit, pair_stock_limit, account, account_role, account_store, or org_unit_tree (a refresh).';
comment on column analyst.master_data_change.entity_key is 'Code of the product or store; of stock limits, level or code of the store, a slash, and code of the product; username of the account; id of the reading.';
comment on column analyst.master_data_change.before is 'What it was; null: it is new.';
comment on column analyst.master_data_change.after is 'What it became; null: it was taken away.';

grant select on analyst.master_data_change to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
