-- name: count_changes
-- How many changes of master data there are.
-- Grain:  one value.
-- Params: entity, entity_key text (null: all)
select count(*) as changes
from vlmis.master_data_change as change
where
    (cast(:entity as text) is null or change.entity = :entity)
    and (cast(:entity_key as text) is null or change.entity_key = :entity_key);


-- name: select_changes
-- Changes of master data, newest first.
-- Grain:  one row per change.
-- Params: entity, entity_key text (null: all), line_count, skipped integer
select
    change.changed_at,
    change.changed_by,
    change.entity,
    change.entity_key,
    change.before,
    change.after
from vlmis.master_data_change as change
where
    (cast(:entity as text) is null or change.entity = :entity)
    and (cast(:entity_key as text) is null or change.entity_key = :entity_key)
order by change.change_id desc
limit :line_count offset :skipped;
