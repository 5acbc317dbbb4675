-- Which PostgreSQL cluster this is; a restored copy elsewhere has another identifier.
-- Grain: one value. Params: none
select cast(control.system_identifier as text) as system_identifier
from pg_control_system() as control;
