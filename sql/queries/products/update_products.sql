-- Give products their new name, unit and HMIS Code.
-- Grain:  one changed product per element.
-- Params: codes, names, units, hmis_codes text[], of equal length
update vlmis.product
set
    name = wanted.name,
    unit = wanted.unit,
    hmis_code = wanted.hmis_code
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:units as text[]), cast(:hmis_codes as text[])
) as wanted (code, name, unit, hmis_code)
where product.code = wanted.code;
