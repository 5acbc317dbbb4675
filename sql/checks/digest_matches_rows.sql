-- The day's digest matches its rows and counts and the digest of the day before it; its ledger is the one sealed.
-- Grain: one row per digest that does not match. Params: p_day (frozen).
-- Why:   the text form never becomes older from one day to the next: an older one covers less.
create or replace function vlmis.digest_matches_rows(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe
begin atomic
    select
        broken.rule,
        null::integer as store_id,
        null::integer as product_id,
        '{}'::jsonb as detail
    from vlmis.stock_day as sealed
    left join vlmis.stock_day as before on before.day = sealed.day - 1
    cross join lateral (
        values
        (
            'digest_continues_chain',
            sealed.previous_digest is distinct from coalesce(before.digest, decode(repeat('00', 32), 'hex'))
            or before.digest_version > sealed.digest_version
        ),
        ('digest_matches_rows', sealed.digest is distinct from vlmis.day_digest(sealed.day)),
        (
            'digest_matches_ledger',
            case
                when sealed.digest_version = 1 then sealed.ledger_digest is not null
                else sealed.ledger_digest is distinct from vlmis.ledger_digest(sealed.day)
            end
        )
    ) as broken (rule, is_broken)
    where sealed.day = p_day and broken.is_broken;
end;
