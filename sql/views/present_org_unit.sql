-- The org units that DHIS2 has, with the code that a store of each would have: its code, else its uid.
-- Grain: one row per org unit. is_shared: another of them has the same code, so that nothing is matched by it.
create or replace view vlmis.present_org_unit as
select
    org_unit.org_unit_uid,
    org_unit.name,
    org_unit.parent_uid,
    org_unit.path,
    org_unit.level,
    org_unit.is_usable,
    coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid) as store_code,
    count(*) over (partition by coalesce(nullif(trim(org_unit.code), ''), org_unit.org_unit_uid)) > 1 as is_shared
from vlmis.org_unit
where org_unit.removed_at is null;

comment on view vlmis.present_org_unit is 'The org units that DHIS2 has. Grain: one org unit.';
comment on column vlmis.present_org_unit.org_unit_uid is 'DHIS2 uid.';
comment on column vlmis.present_org_unit.name is 'DHIS2 name.';
comment on column vlmis.present_org_unit.parent_uid is 'Uid of the parent; null for the root.';
comment on column vlmis.present_org_unit.path is 'Uids from the root down, separated by slashes.';
comment on column vlmis.present_org_unit.level is 'Depth in the DHIS2 tree; the root is 1.';
comment on column vlmis.present_org_unit.is_usable is 'False where it is set aside.';
comment on column vlmis.present_org_unit.store_code is 'Code of its store: the DHIS2 code without spaces around it, else the uid.';
comment on column vlmis.present_org_unit.is_shared is 'Another present org unit has the same code; nothing is matched by it.';

grant select on vlmis.present_org_unit to vlmis_recorder, vlmis_pipeline;
