-- The schema's revision. Grain: one value. Params: none.
select alembic_version.version_num
from vlmis.alembic_version;
