-- The closing of a product that is tracked by lot equals the sum of its lots, and no lot is negative.
-- Why:   both sums were equal on the day before, so that the lots must have changed by what the closing changed
--        by; on the day on which tracking begins, by the whole closing. Pairs without a change are not read.
-- Grain: one row per offending pair, or lot. Params: p_day. Units: the product's.
create or replace function vlmis.closing_equals_sum_of_lots(p_day date)
returns table (rule text, store_id integer, product_id integer, detail jsonb)
language sql stable parallel safe rows 1 cost 900000
set jit = off
begin atomic
    with lot_change as materialized (
        select
            today.store_id,
            today.product_id,
            today.lot,
            today.closing,
            today.closing - coalesce(before.closing, 0) as change
        from vlmis.lot_closing as today
        left join lateral (
            select lot_closing.closing
            from vlmis.lot_closing
            where
                lot_closing.store_id = today.store_id
                and lot_closing.product_id = today.product_id
                and lot_closing.lot = today.lot
                and lot_closing.day < p_day
            order by lot_closing.day desc
            limit 1
        ) as before on true
        where today.day = p_day
    ),

    lots as (
        select
            lot_change.store_id,
            lot_change.product_id,
            sum(lot_change.change) as change
        from lot_change
        group by lot_change.store_id, lot_change.product_id
    ),

    closings as (
        select
            eod_row.store_id,
            eod_row.product_id,
            eod_row.closing - case when product.tracked_from = p_day then 0 else eod_row.opening end as change
        from vlmis.product
        inner join vlmis.eod_row on product.product_id = eod_row.product_id
        where
            product.tracked_from <= p_day
            and eod_row.day = p_day
            and (eod_row.closing <> eod_row.opening or product.tracked_from = p_day)
    )

    select
        'closing_equals_sum_of_lots' as rule,
        coalesce(closings.store_id, lots.store_id) as store_id,
        coalesce(closings.product_id, lots.product_id) as product_id,
        jsonb_build_object('change', coalesce(closings.change, 0), 'of_lots', coalesce(lots.change, 0)) as detail
    from closings
    full join lots on closings.store_id = lots.store_id and closings.product_id = lots.product_id
    where coalesce(closings.change, 0) <> coalesce(lots.change, 0)

    union all

    select
        'no_lot_is_negative' as rule,
        lot_change.store_id,
        lot_change.product_id,
        jsonb_build_object('lot', lot_change.lot, 'closing', lot_change.closing) as detail
    from lot_change
    where lot_change.closing < 0;
end;
