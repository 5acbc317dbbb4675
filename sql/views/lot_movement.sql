-- What the movements of products that are tracked by lot do to the balance of a lot.
-- Why:   what was recorded before tracking began belongs to “unassigned”, whatever lot it carries as a remark.
-- Grain: one row per movement of such a product. Units: the product's.
create or replace view vlmis.lot_movement as
select
    movement.movement_id,
    movement.stock_day,
    movement.store_id,
    movement.product_id,
    case
        when movement.stock_day < product.tracked_from then 'unassigned'
        else coalesce(movement.lot, 'unassigned')
    end as lot,
    movement.occurred_on,
    vlmis.stock_effect(movement.kind, movement.quantity) as effect
from vlmis.movement
inner join vlmis.product on movement.product_id = product.product_id
where product.tracked_from is not null;

comment on view vlmis.lot_movement is 'What the movements of products tracked by lot do to the balance of a lot. Grain: one movement of such a product.';
comment on column vlmis.lot_movement.movement_id is 'The movement.';
comment on column vlmis.lot_movement.stock_day is 'Stock day in which it is counted.';
comment on column vlmis.lot_movement.store_id is 'The store.';
comment on column vlmis.lot_movement.product_id is 'The product.';
comment on column vlmis.lot_movement.lot is 'Lot whose balance it changes; “unassigned” for what was recorded before tracking began.';
comment on column vlmis.lot_movement.occurred_on is 'Local day on which it happened.';
comment on column vlmis.lot_movement.effect is 'What it does to the balance, in the product''s unit.';

grant select on vlmis.lot_movement to vlmis_recorder, vlmis_pipeline;
