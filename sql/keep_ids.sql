-- No application role chooses an id, or moves one that the database will give.
-- Why:   an id ahead of its sequence makes every later insert fail; identity columns alone can be overridden.
-- Lock:  none worth naming. It turns each right to insert whole rows into a right to insert all other columns.
do $$
declare
    target record;
begin
    for target in
        select
            granted.table_name,
            granted.grantee,
            string_agg(quote_ident(chosen.column_name), ', ') as chosen_columns
        from information_schema.role_table_grants as granted
        inner join information_schema.columns as chosen
            on
                granted.table_name = chosen.table_name
                and chosen.table_schema = 'vlmis'
                and chosen.is_identity = 'NO'
                and chosen.is_generated = 'NEVER'
        where
            granted.table_schema = 'vlmis'
            and granted.privilege_type = 'INSERT'
            and granted.grantee in ('vlmis_recorder', 'vlmis_pipeline', 'vlmis_auth')
            and exists (
                select from information_schema.columns as given
                where
                    given.table_schema = 'vlmis'
                    and given.table_name = granted.table_name
                    and given.is_identity = 'YES'
            )
        group by granted.table_name, granted.grantee
    loop
        execute format('revoke insert on vlmis.%I from %I', target.table_name, target.grantee);
        execute format(
            'grant insert (%s) on vlmis.%I to %I', target.chosen_columns, target.table_name, target.grantee
        );
    end loop;
end
$$;
