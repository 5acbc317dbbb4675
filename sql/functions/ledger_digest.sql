-- The digest of what a stock day is made from: its movements, counts and lots, with who recorded what and when.
-- Grain:  one value per day. Text form: docs/architecture.md, "Digest of a day".
-- Why:    sums can be kept while the rows behind them are rewritten; this shows it.

-- The digests of a day's movements, of the stores with an even (0) or an odd (1) id.
-- Grain: one row per store with movements. Params: p_day, p_part.
-- Why:   columns that are nearly always null are written only where one has a value. A store at a time, so that no
--        text grows with the country; in two parts, with a cost that lets two cores share them (day_violations.sql).
create or replace function vlmis.movement_digests(p_day date, p_part integer)
returns table (store_id integer, digest text)
language sql stable parallel safe rows 1000 cost 3000000
set jit = off
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set enable_memoize = off
begin atomic
    select
        walk_store.store_id,
        encode(sha256(convert_to(entries.text_form, 'UTF8')), 'hex') as digest
    from vlmis.walk_store
    cross join lateral (
        select string_agg(entry.text_form, e'\n' order by entry.recorded_at) as text_form
        from (
            select
                movement.recorded_at,
                movement.recorded_at || e'\n' || string_agg(
                    concat_ws(
                        '|',
                        movement.movement_id, movement.product_id, movement.kind, movement.quantity,
                        octet_length(movement.source_key), movement.source_key,
                        octet_length(movement.recorded_by), movement.recorded_by,
                        case
                            when num_nonnulls(movement.transfer_id, movement.counterpart_store_id) > 0
                                then concat(movement.transfer_id, ':', movement.counterpart_store_id)
                        end,
                        case
                            when
                                movement.occurred_on <> movement.stock_day
                                or num_nonnulls(
                                    movement.reason, movement.lot, movement.expires_on, movement.count_id,
                                    movement.reverses_movement_id
                                ) > 0
                                then row(
                                    movement.occurred_on, movement.reason, movement.lot,
                                    movement.expires_on, movement.count_id, movement.reverses_movement_id
                                )::text
                        end
                    ),
                    e'\n' order by movement.movement_id
                ) as text_form
            from vlmis.movement
            where movement.stock_day = p_day and movement.store_id = walk_store.store_id
            group by movement.recorded_at
        ) as entry
    ) as entries
    where walk_store.day = p_day and walk_store.store_id % 2 = p_part and entries.text_form is not null;
end;

create or replace function vlmis.ledger_digest(p_day date) returns bytea
language plpgsql stable parallel safe
set timezone = 'UTC'
set datestyle = 'ISO, YMD' as
$$
declare
    movements text;
    counts text;
    lots text;
begin
    -- By assignment: what is selected INTO a variable never asks a second core.
    movements := (
        select string_agg(part.store_id || ':' || part.digest, e'\n' order by part.store_id)
        from (
            select even.store_id, even.digest from vlmis.movement_digests(p_day, 0) as even
            union all
            select odd.store_id, odd.digest from vlmis.movement_digests(p_day, 1) as odd
        ) as part
    );

    counts := (
        select string_agg(part.store_id || ':' || part.digest, e'\n' order by part.store_id)
        from (
            select
                stock_count.store_id,
                encode(sha256(convert_to(
                    string_agg(
                        row(
                            stock_count.count_id, stock_count.product_id, stock_count.occurred_on,
                            stock_count.counted, stock_count.balance, stock_count.kind, stock_count.reason,
                            stock_count.source_key, stock_count.recorded_at, stock_count.recorded_by
                        )::text || coalesce(lines.text_form, ''),
                        e'\n' order by stock_count.count_id
                    ),
                    'UTF8'
                )), 'hex') as digest
            from vlmis.stock_count
            left join lateral (
                select
                    string_agg(
                        e'\n' || row(
                            stock_count_line.line, stock_count_line.lot, stock_count_line.expires_on,
                            stock_count_line.quantity
                        )::text,
                        '' order by stock_count_line.line
                    ) as text_form
                from vlmis.stock_count_line
                where stock_count_line.count_id = stock_count.count_id
            ) as lines on true
            where stock_count.stock_day = p_day
            group by stock_count.store_id
        ) as part
    );

    lots := (
        select string_agg(part.store_id || ':' || part.digest, e'\n' order by part.store_id)
        from (
            select
                lot_closing.store_id,
                encode(sha256(convert_to(
                    string_agg(
                        row(
                            lot_closing.product_id, lot_closing.lot, lot_closing.closing, lot.expires_on,
                            lot.recorded_at, lot.recorded_by
                        )::text,
                        e'\n' order by lot_closing.product_id, lot_closing.lot collate "C"
                    ),
                    'UTF8'
                )), 'hex') as digest
            from vlmis.lot_closing
            left join vlmis.lot on lot_closing.product_id = lot.product_id and lot_closing.lot = lot.lot
            where lot_closing.day = p_day
            group by lot_closing.store_id
        ) as part
    );

    return sha256(convert_to(
        concat_ws(
            e'\n',
            'movements', movements,
            'counts', counts,
            'lots', lots
        ),
        'UTF8'
    ));
end
$$;

grant execute on function vlmis.movement_digests(date, integer), vlmis.ledger_digest(date)
to vlmis_recorder, vlmis_pipeline;
