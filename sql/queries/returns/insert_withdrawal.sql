-- The child takes its declaration back. Grain: one row; none: it was acknowledged or withdrawn meanwhile.
-- Params: return_id bigint, source_key, recorded_by text, occurred_on date, recorded_at timestamptz
insert into vlmis.return_acknowledgement (
    return_id, source_key, transfer_id, received, occurred_on, recorded_at, recorded_by, is_withdrawal
)
values (
    :return_id, :source_key, nextval('vlmis.transfer_id_seq'), 0, :occurred_on, :recorded_at, :recorded_by, true
)
on conflict (return_id) do nothing;
