-- Keep the tree of one reading only. Params: reading_id bigint
delete from vlmis.org_unit_staged
where org_unit_staged.reading_id <> :reading_id;
