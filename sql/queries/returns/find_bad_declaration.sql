-- Every field of a declared return that cannot be taken, and why. Grain: one row per bad field.
-- Params: source_key, child_store_code, product_code text, quantity bigint, occurred_on, today, first_day date
select
    problem.field,
    problem.value,
    problem.reason
from (
    values
    (
        'source_key', cast(:source_key as text),
        case
            when trim(:source_key) = '' then 'is missing'
            when exists (select from vlmis.stock_return where stock_return.source_key = :source_key)
                then 'was recorded before with other content'
        end
    ),
    (
        'store_code', cast(:child_store_code as text),
        case
            when not exists (select from vlmis.store where store.code = :child_store_code)
                then 'no such store'
            when exists (
                select from vlmis.store
                where store.code = :child_store_code and store.supplier_store_id is null
            ) then 'the central store has nobody to return to'
            when exists (
                select from vlmis.store
                where store.code = :child_store_code and store.closed_on is not null
            ) then 'the store is closed'
        end
    ),
    (
        'product_code', cast(:product_code as text),
        case
            when not exists (select from vlmis.product where product.code = :product_code)
                then 'no such product'
            when exists (
                select from vlmis.product
                where product.code = :product_code and product.retired_on is not null
            ) then 'the product is retired'
        end
    ),
    (
        'quantity', cast(cast(:quantity as bigint) as text),
        case
            when cast(:quantity as bigint) not between 1 and 999999999
                then 'must be positive, of at most nine digits'
        end
    ),
    (
        'occurred_on', cast(cast(:occurred_on as date) as text),
        case
            when cast(:occurred_on as date) > :today then 'lies in the future'
            when cast(:occurred_on as date) < :first_day then 'lies before the first day of the ledger'
        end
    )
) as problem (field, value, reason)
where problem.reason is not null;
