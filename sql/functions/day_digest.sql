-- The digest of a stock day, the same however the day was cut into chunks.
-- Grain:  one value per day that has its counts. Text form: docs/architecture.md, "Digest of a day".
-- Why:    a day keeps the version of its text form, so that it is verified by the form that it was sealed under.
create or replace function vlmis.day_digest(p_day date) returns bytea
language sql stable parallel safe
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
begin atomic
    with store_rows as (
        select
            eod_row.store_id,
            string_agg(
                concat_ws(
                    '|',
                    eod_row.product_id, eod_row.opening, eod_row.arrivals, eod_row.requisitions_received,
                    eod_row.distributions_out, eod_row.returns_in, eod_row.returns_out,
                    eod_row.count_adjustment, eod_row.dispensing, eod_row.wastage, eod_row.closing,
                    eod_row.has_late_entries
                ),
                e'\n' order by eod_row.product_id
            ) as text_form
        from vlmis.eod_row
        where eod_row.day = p_day
        group by eod_row.store_id
    ),

    store_digest as (
        select
            walk_store.store_id,
            sha256(convert_to(
                walk_store.store_id || '|' || coalesce(walk_store.org_unit_uid, '') || '|'
                || coalesce(walk_store.supplier_store_id::text, '') || '|' || walk_store.level || '|'
                || walk_store.path || e'\n' || coalesce(store_rows.text_form, ''),
                'UTF8'
            )) as digest
        from vlmis.walk_store
        left join store_rows on walk_store.store_id = store_rows.store_id
        where walk_store.day = p_day
    )

    select
        sha256(convert_to(
            case
                when stock_day.digest_version > 1
                    then stock_day.digest_version || '|' || encode(stock_day.ledger_digest, 'hex') || '|'
                        || row(
                            stock_day.run_id, stock_day.begun_at, stock_day.early_reason, stock_day.early_by,
                            stock_day.frozen_at,
                            stock_day.store_count, stock_day.row_count, stock_day.movement_count,
                            stock_day.late_count, stock_day.opening_total, stock_day.closing_total
                        )::text || e'\n'
                else ''
            end
            || to_char(stock_day.day, 'YYYY-MM-DD') || '|' || encode(stock_day.previous_digest, 'hex') || e'\n'
            || coalesce(
                (
                    select
                        string_agg(
                            store_digest.store_id || ':' || encode(store_digest.digest, 'hex'),
                            e'\n' order by store_digest.store_id
                        )
                    from store_digest
                ),
                ''
            ),
            'UTF8'
        ))
    from vlmis.stock_day
    where stock_day.day = p_day;
end;

grant execute on function vlmis.day_digest(date) to vlmis_recorder, vlmis_pipeline;
