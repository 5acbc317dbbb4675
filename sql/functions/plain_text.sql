-- Letters as a person types them into a search: without case and accents, so that "seguela" finds "Séguéla".
create or replace function vlmis.plain_text(p_text text) returns text
language sql immutable parallel safe
begin atomic
    -- Most texts have no accent: those are cheap. Of the others, the marks above and below letters are dropped.
    select
        case
            when octet_length(p_text) = char_length(p_text) then lower(p_text)
            else replace(
                translate(
                    normalize(lower(p_text), nfd),
                    U&'\0300\0301\0302\0303\0304\0306\0307\0308\0309\030A\030B\030C\0323\0327\0328\0331', ''
                ), 'œ', 'oe'
            )
        end;
end;

-- The words of a search, each as a pattern of LIKE: a text has the words that is like all of them.
create or replace function vlmis.word_patterns(p_words text) returns text[]
language sql immutable parallel safe
begin atomic
    select
        array(
            select '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'
            from unnest(string_to_array(vlmis.plain_text(p_words), ' ')) as word
        );
end;

grant execute on function vlmis.plain_text(text), vlmis.word_patterns(text) to vlmis_recorder, vlmis_pipeline;
