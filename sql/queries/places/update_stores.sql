-- Give stores their new name, org unit and supplier.
-- Grain:  one changed store per element.
-- Params: codes, names, org_unit_uids, supplier_codes text[], of equal length
update vlmis.store
set
    name = wanted.name,
    org_unit_uid = wanted.org_unit_uid,
    supplier_store_id = supplier.store_id
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:org_unit_uids as text[]), cast(:supplier_codes as text[])
) as wanted (code, name, org_unit_uid, supplier_code)
left join vlmis.store as supplier on wanted.supplier_code = supplier.code
where store.code = wanted.code;
