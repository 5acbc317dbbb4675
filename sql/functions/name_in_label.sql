-- The name of a store as the label of a mapped task shows it: at most 80 characters.
-- Why:    Airflow keeps 250 characters of a label and refuses to end a task with a longer one; DHIS2 allows names of
--         230, and a label holds two.
create or replace function vlmis.name_in_label(p_name text)
returns text
language sql immutable parallel safe
return case when length(p_name) > 80 then left(p_name, 79) || '…' else p_name end;

grant execute on function vlmis.name_in_label(text) to vlmis_pipeline;
