-- name: count_setup_gaps
-- Count what is not set up: products, stores and accounts of which something is missing.
-- Grain:  one row.
-- Params: none
select
    (
        select count(*) from vlmis.product
        where product.retired_on is null and product.hmis_code is null
    ) as products_without_hmis_code,
    (
        select count(*) from vlmis.store
        where store.closed_on is null and store.org_unit_uid is null
    ) as stores_without_org_unit,
    (
        select count(*) from vlmis.org_unit
        where org_unit.removed_at is null and org_unit.set_aside_reason is not null
    ) as org_units_set_aside,
    (
        select count(*) from vlmis.product
        where
            product.retired_on is null
            and not exists (
                select from vlmis.level_stock_limit
                where level_stock_limit.product_id = product.product_id
            )
            and not exists (
                select from vlmis.pair_stock_limit
                where pair_stock_limit.product_id = product.product_id
            )
    ) as products_without_limits;


-- name: select_accounts_without_stores
-- Select the accounts in use that have a role for some stores only, and no store: these people see nothing.
-- Grain:  one row per account, by username.
-- Params: store_roles text[]
select
    account.account_id,
    account.username,
    account.display_name
from vlmis.account
where
    account.deactivated_at is null
    and exists (
        select from vlmis.account_role
        where account_role.account_id = account.account_id and account_role.role = any(cast(:store_roles as text[]))
    )
    and not exists (
        select from vlmis.account_store
        where account_store.account_id = account.account_id
    )
order by account.username collate "C";
