-- name: select_violations
-- Select the violations of a frozen day, computed again from its rows and the ledger.
-- Grain:  one row per rule and offending pair; none when every invariant holds. Params: day date
select
    found.rule,
    coalesce(store.code, '*') as store,
    coalesce(product.code, '*') as product,
    found.detail as values
from vlmis.day_violations(:day) as found
left join vlmis.store on found.store_id = store.store_id
left join vlmis.product on found.product_id = product.product_id
order by found.rule, store, product;
