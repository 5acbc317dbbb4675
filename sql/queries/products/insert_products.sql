-- Create products.
-- Grain:  one new product per element.
-- Params: codes, names, units, hmis_codes text[], of equal length
insert into vlmis.product (code, name, unit, hmis_code)
select
    made.code,
    made.name,
    made.unit,
    made.hmis_code
from unnest(
    cast(:codes as text[]), cast(:names as text[]),
    cast(:units as text[]), cast(:hmis_codes as text[])
) as made (code, name, unit, hmis_code)
order by made.code collate "C";
