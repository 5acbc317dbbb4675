-- Nobody may call a function that was not granted to them by name.
-- Why:   PostgreSQL lets everybody call a new function; default privileges of one schema cannot take that
--        away. This file is the last in order.toml, so that it finds every function.
-- Lock:  none worth naming.
revoke execute on all functions in schema vlmis, vlmis_days, analyst from public;
