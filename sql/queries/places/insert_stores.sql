-- Create stores whose suppliers exist already (the central store has none).
-- Grain:  one new store per element.
-- Params: codes, names, org_unit_uids, supplier_codes text[], of equal length
insert into vlmis.store (code, name, org_unit_uid, supplier_store_id)
select
    made.code,
    made.name,
    made.org_unit_uid,
    supplier.store_id
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:org_unit_uids as text[]), cast(:supplier_codes as text[])
) as made (code, name, org_unit_uid, supplier_code)
left join vlmis.store as supplier on made.supplier_code = supplier.code
order by made.code collate "C";
