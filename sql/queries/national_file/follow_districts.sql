-- name: insert_suppliers
-- Insert who supplies each site in an imported month. Grain: one row per site.
-- Params: country_file text, month date, site_codes text[], supplier_codes text[] (of one length)
insert into vlmis.national_supplier (country_file, month, store_id, supplier_store_id)
select
    :country_file,
    :month,
    site.store_id,
    supplier.store_id
from unnest(cast(:site_codes as text[]), cast(:supplier_codes as text[])) as supplied (site_code, supplier_code)
inner join vlmis.store as site on supplied.site_code = site.code
inner join vlmis.store as supplier on supplied.supplier_code = supplier.code;


-- name: select_last_suppliers
-- Select who supplies each site in the newest imported month that has it.
-- Grain:  one row per site of the series of files, codes of both stores.
-- Params: country_file text
select distinct on (national_supplier.store_id)
    site.code as site_code,
    supplier.code as supplier_code
from vlmis.national_supplier
inner join vlmis.store as site on national_supplier.store_id = site.store_id
inner join vlmis.store as supplier on national_supplier.supplier_store_id = supplier.store_id
where national_supplier.country_file = :country_file
order by national_supplier.store_id asc, national_supplier.month desc;
