-- How many records of a day each store may send, in the order of the tree of that day.
-- Grain: one row per store with any. Params: run_id text, day date
with sendable as (
    select
        record.store_id,
        count(*) as records
    from vlmis.sendable_records(:run_id, :day) as record
    group by record.store_id
)

select
    sendable.store_id,
    sendable.records,
    coalesce(branch.name, 'central') as branch
from sendable
inner join vlmis.walk_store on walk_store.day = :day and sendable.store_id = walk_store.store_id
left join vlmis.store as branch on split_part(walk_store.path, '/', 2) = branch.code
order by walk_store.path collate "C";
