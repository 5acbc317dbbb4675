-- Letters as a person types them into a search: without case and accents, so that "seguela" finds "Séguéla".
create or replace function vlmis.plain_text(p_text text) returns text
language sql immutable parallel safe
begin atomic
    -- Most texts have no accent: those are cheap.
    select
        case
            when octet_length(p_text) = char_length(p_text) then lower(p_text)
            else replace(
                replace(regexp_replace(normalize(lower(p_text), nfd), U&'[\0300-\036F]', '', 'g'), 'œ', 'oe'), 'æ', 'ae'
            )
        end;
end;

-- Whether every word of a search is somewhere in a text; no word at all is in every text.
create or replace function vlmis.has_words(p_text text, p_words text) returns boolean
language sql immutable parallel safe
begin atomic
    select coalesce(bool_and(position(word in vlmis.plain_text(p_text)) > 0), true)
    from unnest(string_to_array(vlmis.plain_text(p_words), ' ')) as word;
end;

grant execute on function vlmis.plain_text(text), vlmis.has_words(text, text) to vlmis_recorder, vlmis_pipeline;
