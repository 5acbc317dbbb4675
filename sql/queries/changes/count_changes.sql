-- How many changes of master data there are.
-- Grain:  one value.
-- Params: entity, entity_key text (null: all)
select count(*) as changes
from vlmis.master_data_change as change
where
    (cast(:entity as text) is null or change.entity = :entity)
    and (cast(:entity_key as text) is null or change.entity_key = :entity_key);
