-- The day's digest matches its rows and the digest of the day before it.
-- Grain: one row per broken link. Params: p_day (frozen).
create or replace function vlmis.digest_matches_rows(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe
begin atomic
    select
        case
            when (sealed.previous_digest is distinct from coalesce(before.digest, decode(repeat('00', 32), 'hex')))
                then 'digest_continues_chain'
            else 'digest_matches_rows'
        end as rule,
        null::integer as store_id,
        null::integer as product_id,
        '{}'::jsonb as detail
    from vlmis.stock_day as sealed
    left join vlmis.stock_day as before on before.day = sealed.day - 1
    where
        sealed.day = p_day
        and (
            sealed.previous_digest is distinct from coalesce(before.digest, decode(repeat('00', 32), 'hex'))
            or sealed.digest is distinct from vlmis.day_digest(sealed.day, sealed.previous_digest)
        );
end;
