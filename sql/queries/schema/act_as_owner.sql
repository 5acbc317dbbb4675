-- What a migration makes belongs to the owner. Params: none.
set local role vlmis_owner;
