-- Read a day, a quantity, or yes or no from text; null where the text is not one. For files, whose bad fields are named, not raised.
create or replace function vlmis.to_day(p_text text) returns date
language sql immutable parallel safe
begin atomic
    select
        case
            when p_text !~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then null
            when substr(p_text, 9)::integer > extract(
                day from make_date(substr(p_text, 1, 4)::integer, substr(p_text, 6, 2)::integer, 1)
                + interval '1 month - 1 day'
            ) then null
            else make_date(
                substr(p_text, 1, 4)::integer, substr(p_text, 6, 2)::integer, substr(p_text, 9)::integer
            )
        end;
end;

create or replace function vlmis.to_quantity(p_text text) returns integer
language sql immutable parallel safe
begin atomic
    -- Nearly every quantity is nothing but digits: the simple pattern is tried first.
    select
        case
            when p_text ~ '^[0-9]+$' and length(p_text) < 10 then p_text::integer
            when p_text ~ '^[+-]?0*[0-9]{1,9}$' then p_text::integer
        end;
end;

create or replace function vlmis.to_yes_or_no(p_text text) returns boolean
language sql immutable parallel safe
begin atomic
    select
        case
            when lower(p_text) in ('yes', 'y', 'true', 't', '1', 'oui', 'vrai') then true
            when lower(p_text) in ('no', 'n', 'false', 'f', '0', 'non', 'faux') then false
        end;
end;

grant execute on function vlmis.to_day(text), vlmis.to_quantity(text), vlmis.to_yes_or_no(text) to vlmis_recorder;
grant execute on function vlmis.to_day(text) to vlmis_pipeline;
