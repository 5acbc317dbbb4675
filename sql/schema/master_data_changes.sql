-- Who changed products, stores, stock limits, accounts and the replica of org units.
-- Why:   a quantity depends on them as much as on movements; triggers write the rows, so that nobody can change
--        master data and leave no trace, or invent one.
create table vlmis.master_data_change (
    change_id bigint generated always as identity primary key,
    changed_at timestamptz not null,
    changed_by text not null,
    database_role text not null,
    entity text not null constraint master_data_change_entity_is_known check (
        entity in (
            'product', 'store', 'level_stock_limit', 'pair_stock_limit',
            'account', 'account_role', 'account_store', 'org_unit_tree'
        )
    ),
    entity_key text not null,
    before jsonb,
    after jsonb,
    constraint master_data_change_changes_something check (before is distinct from after)
);
create index master_data_change_by_entity on vlmis.master_data_change (entity, entity_key, change_id);

comment on table vlmis.master_data_change is 'Who changed products, stores, stock limits, accounts and the replica of org units. Grain: one change of one row; never changed itself.';
comment on column vlmis.master_data_change.change_id is 'Id, in the order of the changes.';
comment on column vlmis.master_data_change.changed_at is 'When the transaction began that made it.';
comment on column vlmis.master_data_change.changed_by is 'Who: a username, who sat at the command line, or airflow; else the database role.';
comment on column vlmis.master_data_change.database_role is 'As which database role.';
comment on column vlmis.master_data_change.entity is 'product, store, level_stock_limit, pair_stock_limit, account, account_role, account_store, or org_unit_tree (a reading that became the replica).';
comment on column vlmis.master_data_change.entity_key is 'Code of the product or store; of stock limits, level or code of the store, a slash, and code of the product; username of the account; id of the reading.';
comment on column vlmis.master_data_change.before is 'What it was, with codes for ids and without addresses of people; null: it is new.';
comment on column vlmis.master_data_change.after is 'What it became; null: it was taken away.';

grant select on vlmis.master_data_change to vlmis_recorder, vlmis_pipeline;
