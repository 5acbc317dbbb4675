-- What of a return arrived. Grain: one acknowledgement; none: withdrawn meanwhile.
-- Params: return_id, received bigint, source_key, recorded_by text, occurred_on date, recorded_at timestamptz
insert into vlmis.return_acknowledgement (
    return_id, source_key, transfer_id, received, occurred_on, recorded_at, recorded_by
)
values (
    :return_id, :source_key, nextval('vlmis.transfer_id_seq'), :received, :occurred_on, :recorded_at,
    :recorded_by
)
on conflict (return_id) do nothing;
