-- Close a store. Params: code text, closed_on date
update vlmis.store
set closed_on = :closed_on
where store.code = :code;
