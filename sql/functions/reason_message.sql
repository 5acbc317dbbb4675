-- Why a record is not in DHIS2, as a message with code and values: its hold, else what DHIS2 answered; null: neither.
-- Params: p_values (null: not on hold), p_answer (null: not refused).
create or replace function vlmis.reason_message(p_code text, p_values jsonb, p_answer text)
returns jsonb
language sql stable
return case
    when p_values is not null then jsonb_build_object('code', p_code, 'values', p_values)
    when p_answer is not null
        then jsonb_build_object(
            'code', 'dhis2_refuses_record', 'values', jsonb_build_object('answer', trim(p_code || ' ' || p_answer))
        )
end;

grant execute on function vlmis.reason_message(text, jsonb, text) to vlmis_pipeline;
