-- What a reading of the org-unit tree would change in the replica.
-- Why:   an org unit that was set aside keeps its row as it was; only that it cannot be used is new.
-- Grain: one row per org unit that would change. Params: p_reading_id. Never by last_updated: DHIS2 does not
--        touch it on the units below one that moves.
create or replace function vlmis.org_unit_differences(p_reading_id bigint)
returns table (change text, org_unit_uid text, code text, name text, path_before text, path_now text)
language sql stable
begin atomic
    with found as (
        select org_unit_staged.*
        from vlmis.org_unit_staged
        where org_unit_staged.reading_id = p_reading_id
    ),

    set_aside as (
        select org_unit_set_aside.org_unit_uid
        from vlmis.org_unit_set_aside
        where org_unit_set_aside.reading_id = p_reading_id
    )

    select
        case
            when present.org_unit_uid is null then 'added'
            when found.org_unit_uid is null and set_aside.org_unit_uid is not null then 'set_aside'
            when found.org_unit_uid is null then 'removed'
            when not present.is_usable then 'returned'
            when (present.parent_uid is distinct from found.parent_uid) then 'moved'
            else 'changed'
        end as change,
        org_unit_uid,
        coalesce(found.code, present.code) as code,
        coalesce(found.name, present.name) as name,
        present.path as path_before,
        found.path as path_now
    from vlmis.org_unit as present
    full join found using (org_unit_uid)
    left join set_aside using (org_unit_uid)
    where
        present.org_unit_uid is null
        or (
            found.org_unit_uid is null
            and case
                when set_aside.org_unit_uid is null then present.removed_at is null
                else present.set_aside_reason is null
            end
        )
        or (
            found.org_unit_uid is not null
            and (
                not present.is_usable
                or (
                    present.code, present.name, present.short_name, present.parent_uid, present.path,
                    present.level, present.opening_date, present.closed_date, present.latitude, present.longitude
                ) is distinct from (
                    found.code, found.name, found.short_name, found.parent_uid, found.path,
                    found.level, found.opening_date, found.closed_date, found.latitude, found.longitude
                )
            )
        );
end;

grant execute on function vlmis.org_unit_differences(bigint) to vlmis_pipeline;
