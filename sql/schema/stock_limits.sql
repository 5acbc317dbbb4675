-- The minimum and maximum stock of a product, for a level of the supply tree and for a single store.
-- Why:   a national rule is in months of consumption, because stores differ in size; where it does not fit a store,
--        that store's own limits are whole units and apply instead of the rule.
create table vlmis.level_stock_limit (
    level integer not null constraint limited_level_starts_at_one check (level >= 1),
    product_id integer not null
        constraint level_stock_limit_is_of_a_product references vlmis.product (product_id),
    minimum_months numeric(5, 2) not null constraint minimum_months_is_positive check (minimum_months > 0),
    maximum_months numeric(5, 2) not null constraint maximum_months_is_at_most_ten_years check (maximum_months <= 120),
    constraint minimum_months_is_at_most_the_maximum check (minimum_months <= maximum_months),
    primary key (level, product_id)
);
create index level_stock_limit_by_product on vlmis.level_stock_limit (product_id);

comment on table vlmis.level_stock_limit is 'Minimum and maximum stock of a product at the stores of a level, in months of consumption. Grain: one level of the supply tree and product.';
comment on column vlmis.level_stock_limit.level is 'Level in the supply tree; the central store is 1.';
comment on column vlmis.level_stock_limit.product_id is 'The product.';
comment on column vlmis.level_stock_limit.minimum_months is 'Below it, stock is low; in months of the average monthly consumption of the store and product.';
comment on column vlmis.level_stock_limit.maximum_months is 'Above it, stock is over; in months of the average monthly consumption of the store and product.';

grant select, insert, update, delete on vlmis.level_stock_limit to vlmis_recorder;
grant select on vlmis.level_stock_limit to vlmis_pipeline;

create table vlmis.pair_stock_limit (
    store_id integer not null
        constraint pair_stock_limit_is_of_a_store references vlmis.store (store_id),
    product_id integer not null
        constraint pair_stock_limit_is_of_a_product references vlmis.product (product_id),
    minimum vlmis.real_quantity not null constraint minimum_stock_is_positive check (minimum > 0),
    maximum vlmis.real_quantity not null,
    constraint minimum_stock_is_at_most_the_maximum check (minimum <= maximum),
    primary key (store_id, product_id)
);
create index pair_stock_limit_by_product on vlmis.pair_stock_limit (product_id);

comment on table vlmis.pair_stock_limit is 'Minimum and maximum stock of a product at one store, in units; they apply instead of those of the level of the store. Grain: one store and product.';
comment on column vlmis.pair_stock_limit.store_id is 'The store.';
comment on column vlmis.pair_stock_limit.product_id is 'The product.';
comment on column vlmis.pair_stock_limit.minimum is 'Below it, stock is low; in units of the product.';
comment on column vlmis.pair_stock_limit.maximum is 'Above it, stock is over; in units of the product.';

grant select, insert, update, delete on vlmis.pair_stock_limit to vlmis_recorder;
grant select on vlmis.pair_stock_limit to vlmis_pipeline;
