-- The products for analysts. Grain: one product, retired ones included, as now.
create or replace view analyst.product as
select
    product.code as product_code,
    product.name as product_name,
    product.unit,
    product.hmis_code,
    product.tracked_from,
    product.retired_on,
    product.doses_per_vial
from vlmis.product;

comment on view analyst.product is 'The products as they are now. Grain: one product, retired ones included.';
comment on column analyst.product.product_code is 'National code; the key to the other views.';
comment on column analyst.product.product_name is 'Name of the product.';
comment on column analyst.product.unit is 'What its quantities count: doses, or its own unit. Never add up quantities of different units.';
comment on column analyst.product.hmis_code is 'Uid of the DHIS2 data element that it reports into; null: never reported.';
comment on column analyst.product.tracked_from is 'First stock day on which its stock is kept by lot; null: not tracked by lot.';
comment on column analyst.product.retired_on is 'Local date from which it takes no movements; null while in use.';
comment on column analyst.product.doses_per_vial is 'Doses in one vial; null: not known. Quantities count the unit, whatever this is.';

grant select on analyst.product to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
